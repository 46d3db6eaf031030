/* tally: see tally.h. */
#include "analyse/tally.h"

void tallies_merge(struct tally *into, const struct tally *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		into[i].count += from[i].count;
		examples_merge(&into[i].first, &from[i].first);
	}
}

void tallies_save(const struct tally *t, size_t n, struct blob *b)
{
	for (size_t i = 0; i < n; i++) {
		blob_put_u64(b, t[i].count);
		examples_save(&t[i].first, b);
	}
}

int tallies_load(struct tally *t, size_t n, struct blob *b)
{
	for (size_t i = 0; i < n; i++) {
		t[i].count = blob_get_u64(b);
		if (examples_load(&t[i].first, b) < 0 || t[i].count < t[i].first.count)
			return -1;
	}
	return 0;
}

void tally_publish(const struct tally *t, const struct metric *m, uint64_t of, const char *reason, struct sink *out)
{
	out->value(out, &m[0], in_dataset(), (double)t->count);
	if (of)
		out->value(out, &m[1], in_dataset(), (double)t->count / (double)of);
	else
		out->none(out, &m[1], in_dataset(), reason);
	out->detail(out, &m[2], in_dataset(), examples_json(&t->first));
}
