/* exact: documents that repeat an earlier one as a whole: in every byte, or in every token.
 *
 * Equal 128-bit hashes are taken for equal texts: among 10^10 documents the chance that two differ and share one is below 10^-18.
 */
#include "overlap/order.h"
#include "overlap/run.h"

static int exact_each(void *context, struct pair *pair, size_t n, struct err *e)
{
	struct run *r = context;

	for (size_t i = 1; i < n; i++) {
		if (rowset_add(&r->exact, pair[i].row) < 0)
			return err_nomem(e);
		examples_add(&r->found->first_exact, pair[i].row);
	}
	return 0;
}

struct copying {
	struct run *run;
	struct order order;
	sqlite3_stmt *add;
};

static int folded_each(void *context, struct pair *pair, size_t n, struct err *e)
{
	struct copying *c = context;

	for (size_t i = 1; i < n; i++) {
		if (rowset_add(&c->run->copies, pair[i].row) < 0 || rowset_add(&c->run->dropped, pair[i].row) < 0)
			return err_nomem(e);
		if (order_add(&c->order, pair[i].row, pair[0].row, 0, e) < 0)
			return -1;
		examples_add(&c->run->found->first, pair[i].row);
	}
	return 0;
}

static int copy_write(void *context, uint64_t row, struct pair *pair, size_t n, struct err *e)
{
	struct copying *c = context;

	(void)n;
	sqlite3_bind_int64(c->add, 1, (sqlite3_int64)row);
	sqlite3_bind_int64(c->add, 2, (sqlite3_int64)pair[0].hash[1]);
	sqlite3_bind_int(c->add, 3, rowset_has(&c->run->exact, row));
	return run_step(c->run, c->add, e);
}

int exact_find(struct run *r, struct err *e)
{
	struct copying c = { .run = r };
	int done;

	if (groups_walk(r->scan.kept[KEPT_WHOLE], true, exact_each, r, e) < 0 || order_new(&c.order, r->in->plan->rows, e) < 0)
		return -1;
	done = groups_walk(r->scan.kept[KEPT_FOLDED], true, folded_each, &c, e);
	if (done == 0)
		done = run_prepare(r, "INSERT INTO overlap_copy VALUES(?,?,?)", &c.add, e);
	if (done == 0)
		done = order_walk(&c.order, copy_write, &c, e);
	sqlite3_finalize(c.add);
	order_free(&c.order);
	r->found->exact = r->exact.count;
	r->found->normalised = r->copies.count - r->exact.count;
	return done;
}
