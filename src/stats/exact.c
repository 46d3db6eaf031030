/* exact: one sum: adding, merging, saving. See exact.h. exact_moments.c puts sums together, exact_finish.c rounds.
 *
 *   limb   first           first + count
 *          [  ][  ][  ][  ][  ][ ]     value = Σ limb[i] 2^(32 (first + i)), signed limbs that may hold more than 32 bits
 *                          ^^^^^^^     LIMBS_HEADROOM above the highest limb that an addition touches take the carries
 *
 * Ranges are reserved before anything is added, so that an addition cannot fail half way.
 */
#include "stats/exact.h"
#include "stats/exact_limbs.h"

#include <stdlib.h>

enum {
	LIMBS_TOUCHED = 5,		/* by 128 bits at any bit offset */
	LIMBS_HEADROOM = 2,		/* 2^64 additions carry that far */
	PENDING_MAX = 1 << 30,		/* additions of 32 bits that an int64 limb takes with room to spare */
};

/* Make limbs [first, end) exist beside those held. A sum of 0 may have none. */
static int limbs_reserve(struct exact_sum *s, int32_t first, int32_t end)
{
	int64_t *limb;

	if (s->count && first >= s->first && end <= s->first + s->count)
		return 0;
	if (s->count && s->first < first)
		first = s->first;
	if (s->count && s->first + s->count > end)
		end = s->first + s->count;
	limb = calloc((size_t)(end - first), sizeof *limb);
	if (!limb)
		return -1;
	if (s->count)
		memcpy(limb + (s->first - first), s->limb, (size_t)s->count * sizeof *limb);
	free(s->limb);
	s->limb = limb;
	s->first = first;
	s->count = end - first;
	return 0;
}

/* The question is asked for every value, so it is inlined; the work is rare. */
static inline int bits_reserve(struct exact_sum *s, unsigned low, unsigned high)
{
	int32_t first = (int32_t)(low >> 5), end = (int32_t)(high >> 5) + LIMBS_TOUCHED + LIMBS_HEADROOM;

	return first >= s->first && end <= s->first + s->count ? 0 : limbs_reserve(s, first, end);
}

int exact_reserve(struct exact_sum *s, unsigned low, unsigned high)
{
	return bits_reserve(s, low, high);
}

static void limbs_settle(struct exact_sum *s)
{
	int64_t carry = 0;

	for (int32_t i = 0; i < s->count - 1; i++) {
		int64_t v = s->limb[i] + carry;

		carry = v >> 32;
		s->limb[i] = v & 0xffffffff;
	}
	if (s->count)
		s->limb[s->count - 1] += carry;
	s->pending = 1;
}

static inline int64_t signed_part(u128 v, int64_t sign)
{
	return ((int64_t)(uint32_t)v ^ sign) - sign;
}

/* += ±v 2^bit. All five limbs are touched whatever v is, without a loop: cheaper than asking. */
static inline void limbs_add(struct exact_sum *s, unsigned bit, u128 v, bool negative)
{
	int64_t *limb = s->limb + ((int32_t)(bit >> 5) - s->first), sign = -(int64_t)negative;
	unsigned k = bit & 31;
	u128 low = v << k;

	if (s->pending >= PENDING_MAX)
		limbs_settle(s);
	limb[0] += signed_part(low, sign);
	limb[1] += signed_part(low >> 32, sign);
	limb[2] += signed_part(low >> 64, sign);
	limb[3] += signed_part(low >> 96, sign);
	limb[4] += signed_part(v >> 96 >> (32 - k), sign);
	s->pending++;
}

void exact_add_bits(struct exact_sum *s, unsigned bit, u128 v, bool negative)
{
	limbs_add(s, bit, v, negative);
}

int exact_add(struct exact_sum *s, double x)
{
	struct significand a = significand_of(x);

	if (!a.m)
		return 0;
	if (bits_reserve(s, a.e, a.e) < 0)
		return -1;
	limbs_add(s, a.e, a.m, a.negative);
	return 0;
}

int exact_add_product(struct exact_sum *s, double x, double y)
{
	struct significand a = significand_of(x), b = significand_of(y);

	if (!a.m || !b.m)
		return 0;
	if (bits_reserve(s, a.e + b.e, a.e + b.e) < 0)
		return -1;
	limbs_add(s, a.e + b.e, (u128)a.m * b.m, a.negative != b.negative);
	return 0;
}

int exact_add_square(struct exact_sum *s, double x)
{
	return exact_add_product(s, x, x);
}

int exact_merge_reserve(struct exact_sum *into, const struct exact_sum *from)
{
	return from->count ? limbs_reserve(into, from->first, from->first + from->count) : 0;
}

/* into += ±from, whose limbs `into` has. */
static void limbs_merge(struct exact_sum *into, const struct exact_sum *from, bool negative)
{
	int64_t sign = -(int64_t)negative, *limb = into->limb;

	if (!from->count)
		return;
	if (into->pending + from->pending > PENDING_MAX)
		limbs_settle(into);
	limb += from->first - into->first;
	for (int32_t i = 0; i < from->count; i++)
		limb[i] += (from->limb[i] ^ sign) - sign;
	into->pending += from->pending + 1;
}

int exact_merge(struct exact_sum *into, const struct exact_sum *from)
{
	if (exact_merge_reserve(into, from) < 0)
		return -1;
	limbs_merge(into, from, false);
	return 0;
}

int exact_subtract(struct exact_sum *from, const struct exact_sum *what)
{
	if (exact_merge_reserve(from, what) < 0)
		return -1;
	limbs_merge(from, what, true);
	return 0;
}

void exact_release(struct exact_sum *s)
{
	free(s->limb);
	*s = (struct exact_sum){ .limb = NULL };
}

/* Two's complement of the whole number. */
static void limbs_negate(uint32_t *limb, int32_t count)
{
	uint32_t carry = 1;

	for (int32_t i = 0; i < count; i++) {
		limb[i] = ~limb[i] + carry;
		carry = carry && !limb[i];
	}
}

void exact_settled(const struct exact_sum *s, struct exact_integer *out)
{
	int64_t carry = 0;
	int32_t low = 0, count = s->count;

	for (int32_t i = 0; i < count; i++) {
		int64_t v = s->limb[i] + carry;

		out->limb[i] = (uint32_t)v;
		carry = v >> 32;
	}
	out->limb[count++] = (uint32_t)carry;
	carry >>= 32;
	out->limb[count++] = (uint32_t)carry;
	out->negative = carry < 0;
	if (out->negative)
		limbs_negate(out->limb, count);
	while (count && !out->limb[count - 1])
		count--;
	while (low < count && !out->limb[low])
		low++;
	if (low)
		memmove(out->limb, out->limb + low, (size_t)(count - low) * sizeof *out->limb);
	out->count = count - low;
	out->first = out->count ? s->first + low : 0;
}

bool exact_equal(const struct exact_sum *a, const struct exact_sum *b)
{
	struct exact_integer x, y;

	exact_settled(a, &x);
	exact_settled(b, &y);
	return x.first == y.first && x.count == y.count && x.negative == y.negative &&
	       memcmp(x.limb, y.limb, (size_t)x.count * sizeof *x.limb) == 0;
}

/* first, 2 count + negative, then the limbs two to a word, the last one padded with zeros. */
void exact_save(const struct exact_sum *s, struct blob *b)
{
	struct exact_integer v;

	exact_settled(s, &v);
	v.limb[v.count] = 0;
	blob_put_u64(b, (uint64_t)v.first);
	blob_put_u64(b, (uint64_t)v.count << 1 | v.negative);
	for (int32_t i = 0; i < v.count; i += 2)
		blob_put_u64(b, v.limb[i] | (uint64_t)v.limb[i + 1] << 32);
}

/* The saved integer, or -1 where the bytes are not what exact_save() writes. */
static int integer_get(struct blob *b, struct exact_integer *v)
{
	const uint64_t room = EXACT_LIMBS_MAX - LIMBS_HEADROOM;
	uint64_t first = blob_get_u64(b), count = blob_get_u64(b);

	v->negative = count & 1;
	count >>= 1;
	if (!blob_ok(b) || first > room || count > room - first)
		return -1;
	v->first = (int32_t)first;
	v->count = (int32_t)count;
	for (int32_t i = 0; i < v->count; i += 2) {
		uint64_t pair = blob_get_u64(b);

		v->limb[i] = (uint32_t)pair;
		v->limb[i + 1] = (uint32_t)(pair >> 32);
	}
	if (!blob_ok(b))
		return -1;
	if (!count)
		return first || v->negative ? -1 : 0;
	return v->limb[0] && v->limb[count - 1] && (count % 2 == 0 || !v->limb[count]) ? 0 : -1;
}

int exact_load(struct exact_sum *s, struct blob *b)
{
	struct exact_integer v;

	if (integer_get(b, &v) < 0)
		return -1;
	if (!v.count)
		return 0;
	if (limbs_reserve(s, v.first, v.first + v.count + LIMBS_HEADROOM) < 0)
		return -1;
	for (int32_t i = 0; i < v.count; i++)
		s->limb[i] = v.negative ? -(int64_t)v.limb[i] : (int64_t)v.limb[i];
	s->pending = 1;
	return 0;
}
