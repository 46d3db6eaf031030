/* near: from bands to candidate pairs to verified members of clusters; overlap.h says how clusters are made.
 *
 *   bands ──buckets──▶ (row, earlier row) ──in the order of rows──▶ representatives of the earlier ones ──Jaccard──▶ overlap_near
 *
 * A bucket of more than BUCKET_ALL documents gives not all its pairs but those of each document with the BUCKET_SOME before it and the
 * first BUCKET_SOME: such buckets hold texts from one template, which are near to one of its first. Their documents are counted
 * ("crowded"). Sets of representatives are cached, CACHED of them, by their row.
 */
#include "overlap/order.h"
#include "overlap/run.h"

#include <stdlib.h>
#include <string.h>

enum { BUCKET_ALL = 64, BUCKET_SOME = 16, CACHED = 256 };

struct cached {
	uint64_t row;			/* 0: free */
	struct shingles set;
};

struct nearing {
	struct run *run;
	struct order pairs;
	struct rowset crowded;
	struct pair *bucket;		/* documents that are no copies */
	size_t room;
	sqlite3_stmt *find, *add;
	struct shingles own;		/* of the row at hand */
	struct cached cache[CACHED];
	uint64_t *other;		/* what the row is compared with */
	size_t other_room;
};

/* ---- candidates ---- */

/* Sets of such different sizes cannot be alike enough. */
static bool sizes_fit(const struct nearing *n, uint64_t x, uint64_t y)
{
	return (double)(x < y ? x : y) / (double)(x < y ? y : x) >= n->run->found->near.jaccard;
}

static int pair_add(struct nearing *n, size_t later, size_t earlier, struct err *e)
{
	const struct pair *x = &n->bucket[later], *y = &n->bucket[earlier];

	return sizes_fit(n, x->hash[1], y->hash[1]) ? order_add(&n->pairs, x->row, y->row, 0, e) : 0;
}

static int bucket_room(struct nearing *n, size_t count)
{
	struct pair *grown;

	if (count <= n->room)
		return 0;
	grown = reallocarray(n->bucket, count, sizeof *grown);
	if (!grown)
		return -1;
	n->bucket = grown;
	n->room = count;
	return 0;
}

static int bucket_each(void *context, struct pair *pair, size_t count, struct err *e)
{
	struct nearing *n = context;
	size_t kept = 0;

	if (count < 2)
		return 0;
	if (bucket_room(n, count) < 0)
		return err_nomem(e);
	for (size_t i = 0; i < count; i++)
		if (!rowset_has(&n->run->copies, pair[i].row))
			n->bucket[kept++] = pair[i];
	for (size_t i = 1; i < kept; i++) {
		size_t back = kept <= BUCKET_ALL || i < BUCKET_SOME ? i : BUCKET_SOME, front = i - back < BUCKET_SOME ? i - back : BUCKET_SOME;

		for (size_t k = i - back; k < i; k++)
			if (pair_add(n, i, k, e) < 0)
				return -1;
		for (size_t k = 0; k < front; k++)
			if (pair_add(n, i, k, e) < 0)
				return -1;
	}
	for (size_t i = 0; kept > BUCKET_ALL && i < kept; i++)
		if (rowset_add(&n->crowded, n->bucket[i].row) < 0)
			return err_nomem(e);
	return 0;
}

/* ---- sets ---- */

static int set_read(struct nearing *n, uint64_t row, struct shingles *set, struct err *e)
{
	char *text;
	size_t bytes;
	int done;

	if (run_read(n->run, row, &text, &bytes, e) < 0)
		return -1;
	done = shingles_read(set, &n->run->tokens, n->run->found->near.n);
	free(text);
	return done < 0 ? err_nomem(e) : 0;
}

static int similarity_of(struct nearing *n, uint64_t row, double *similarity, struct err *e)
{
	struct cached *c = &n->cache[row % CACHED];

	if (c->row != row) {
		c->row = 0;
		if (set_read(n, row, &c->set, e) < 0)
			return -1;
		c->row = row;
	}
	*similarity = shingles_jaccard(&n->own, &c->set);
	return 0;
}

/* ---- clusters ---- */

/* The representative of a row; the row itself where it is in no cluster, or represents one. */
static int representative_of(struct nearing *n, uint64_t row, uint64_t *out, struct err *e)
{
	int code;

	sqlite3_bind_int64(n->find, 1, (sqlite3_int64)row);
	code = sqlite3_step(n->find);
	*out = code == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(n->find, 0) : row;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		return run_fail(n->run, e);
	sqlite3_reset(n->find);
	return 0;
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* n->other: the representatives of the earlier rows, each once, ascending. */
static int others_list(struct nearing *n, const struct pair *pair, size_t count, size_t *others, struct err *e)
{
	size_t kept = 0;

	if (count > n->other_room) {
		uint64_t *grown = reallocarray(n->other, count, sizeof *grown);

		if (!grown)
			return err_nomem(e);
		n->other = grown;
		n->other_room = count;
	}
	for (size_t i = 0; i < count; i++) {
		if (i && pair[i].hash[1] == pair[i - 1].hash[1])
			continue;
		n->run->found->candidates++;
		if (representative_of(n, pair[i].hash[1], &n->other[kept++], e) < 0)
			return -1;
	}
	qsort(n->other, kept, sizeof *n->other, ascending);
	*others = 0;
	for (size_t i = 0; i < kept; i++)
		if (i == 0 || n->other[i] != n->other[i - 1])
			n->other[(*others)++] = n->other[i];
	return 0;
}

/* A row that joins nothing: is it near to one that is dropped? */
static int bridge_count(struct nearing *n, const struct pair *pair, size_t count, struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		double similarity;

		if ((i && pair[i].hash[1] == pair[i - 1].hash[1]) || !rowset_has(&n->run->dropped, pair[i].hash[1]))
			continue;
		if (similarity_of(n, pair[i].hash[1], &similarity, e) < 0)
			return -1;
		if (similarity >= n->run->found->near.jaccard) {
			n->run->found->bridges++;
			return 0;
		}
	}
	return 0;
}

static int member_add(struct nearing *n, uint64_t row, uint64_t representative, double similarity, struct err *e)
{
	sqlite3_bind_int64(n->add, 1, (sqlite3_int64)row);
	sqlite3_bind_int64(n->add, 2, (sqlite3_int64)representative);
	sqlite3_bind_double(n->add, 3, similarity);
	if (run_step(n->run, n->add, e) < 0)
		return -1;
	if (rowset_add(&n->run->dropped, row) < 0)
		return err_nomem(e);
	n->run->found->near_ones++;
	examples_add(&n->run->found->first_near, row);
	examples_add(&n->run->found->first, row);
	return 0;
}

static int row_each(void *context, uint64_t row, struct pair *pair, size_t count, struct err *e)
{
	struct nearing *n = context;
	double best = -1;
	uint64_t nearest = 0;
	size_t others = 0;

	if (others_list(n, pair, count, &others, e) < 0 || set_read(n, row, &n->own, e) < 0)
		return -1;
	for (size_t i = 0; i < others; i++) {
		double similarity;

		if (similarity_of(n, n->other[i], &similarity, e) < 0)
			return -1;
		n->run->found->rejected += similarity < n->run->found->near.jaccard;
		if (similarity > best) {
			best = similarity;
			nearest = n->other[i];
		}
	}
	return best >= n->run->found->near.jaccard ? member_add(n, row, nearest, best, e) : bridge_count(n, pair, count, e);
}

int near_find(struct run *r, struct err *e)
{
	struct nearing *n = calloc(1, sizeof *n);
	int done = -1;

	if (!n)
		return err_nomem(e);
	n->run = r;
	if (order_new(&n->pairs, r->in->plan->rows, e) == 0 && groups_walk(r->scan.kept[KEPT_BANDS], false, bucket_each, n, e) == 0 &&
	    run_prepare(r, "SELECT representative FROM overlap_near WHERE row = ?", &n->find, e) == 0 &&
	    run_prepare(r, "INSERT INTO overlap_near VALUES(?,?,?)", &n->add, e) == 0)
		done = order_walk(&n->pairs, row_each, n, e);
	r->found->crowded = n->crowded.count;
	sqlite3_finalize(n->find);
	sqlite3_finalize(n->add);
	order_free(&n->pairs);
	rowset_release(&n->crowded);
	shingles_release(&n->own);
	for (size_t i = 0; i < CACHED; i++)
		shingles_release(&n->cache[i].set);
	free(n->bucket);
	free(n->other);
	free(n);
	return done;
}
