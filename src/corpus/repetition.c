/* repetition: see repetition.h. */
#include "corpus/repetition.h"

#include "base/hash.h"

#include <endian.h>

enum { WINDOW = 8 };

static bool has_word(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (((s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'z') || (s[i] >= '0' && s[i] <= '9') || (unsigned char)s[i] >= 0x80)
			return true;
	return false;
}

struct repetition repetition_find(struct repetition_finder *f, struct span s)
{
	struct repetition best = { .times = 0 };
	size_t n = s.bytes < UINT32_MAX ? s.bytes : UINT32_MAX - 1;

	if (++f->round == 0) {		/* the slots' rounds have come round */
		memset(f->slot, 0, sizeof f->slot);
		f->round = 1;
	}
	for (size_t i = 0; i + WINDOW <= n; i++) {
		uint64_t bytes, slot;
		size_t unit, end;

		memcpy(&bytes, s.at + i, WINDOW);
		slot = hash_u64(le64toh(bytes)) & (REPEAT_SLOTS - 1);
		unit = f->slot[slot].round == f->round ? i - f->slot[slot].at : 0;
		f->slot[slot].round = f->round;
		f->slot[slot].at = (uint32_t)i;
		if (unit == 0 || unit > REPEAT_UNIT_MAX || memcmp(s.at + i, s.at + i - unit, WINDOW) != 0)
			continue;
		end = i + WINDOW;
		while (end < n && s.at[end] == s.at[end - unit])
			end++;
		if (end - (i - unit) >= 2 * unit && end - (i - unit) > best.bytes && end - (i - unit) >= 2 * WINDOW &&
		    has_word(s.at + i, unit))
			best = (struct repetition){ i - unit, unit, (end - (i - unit)) / unit, end - (i - unit) };
		if (end - WINDOW > i)	/* go on at the stretch's end: within it nothing new begins */
			i = end - WINDOW;
	}
	return best;
}
