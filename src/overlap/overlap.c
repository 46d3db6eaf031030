/* overlap: one step after another; see overlap.h. */
#include "overlap/overlap.h"

#include "overlap/contamination.h"
#include "overlap/run.h"

#include <stdlib.h>

static bool documents_wanted(const struct overlap_request *in)
{
	return in->plan->corpus && (in->level > OVERLAP_NONE || contamination_wanted(in));
}

bool overlap_wanted(const struct overlap_request *in)
{
	return documents_wanted(in) || in->record_columns;
}

static int run_open(struct run *r, const struct corpus *corpus, struct err *e)
{
	const struct plan *plan = r->in->plan;

	r->db = store_connection(r->in->store);
	r->name = calloc(plan->columns + 1, sizeof *r->name);
	if (!r->name)
		return err_nomem(e);
	for (size_t c = 0; c < plan->columns; c++)
		r->name[c] = plan->column[c].name;
	if (documents_open(&r->documents, r->db, r->name, plan->columns, corpus, r->in->record, r->in->record_columns,
			   corpus ? r->in->split : NO_COLUMN, e) < 0)
		return -1;
	document_reader_open(&r->reader, &r->documents);
	return tables_begin(r, e);
}

static void run_close(struct run *r)
{
	scan_release(&r->scan);
	document_reader_close(&r->reader);
	documents_close(&r->documents);
	tokens_release(&r->tokens);
	rowset_release(&r->exact);
	rowset_release(&r->copies);
	rowset_release(&r->dropped);
	free(r->name);
}

/* What both kinds of run have: duplicates, and their clusters. */
static int duplicates_find(struct run *r, bool near, struct err *e)
{
	r->found->looked = true;
	r->found->looked_near = near;
	r->found->near = r->scan.near;
	r->found->documents = r->scan.documents;
	r->found->empty = r->scan.empty;
	r->found->short_ones = r->scan.short_ones;
	if (exact_find(r, e) < 0)
		return -1;
	scan_drop(&r->scan, KEPT_WHOLE);
	scan_drop(&r->scan, KEPT_FOLDED);
	if (near && near_find(r, e) < 0)
		return -1;
	scan_drop(&r->scan, KEPT_BANDS);
	return clusters_make(r, e);
}

static int documents_go(struct run *r, struct contaminating *c, struct err *e)
{
	bool near = r->in->level == OVERLAP_NEAR, any = r->in->level > OVERLAP_NONE;

	r->scan.near = r->in->documents;
	r->scan.wanted[KEPT_BANDS] = r->scan.wanted[KEPT_PRINTS] = near;
	r->scan.wanted[KEPT_WHOLE] = r->scan.wanted[KEPT_FOLDED] = any;
	r->scan.wanted[KEPT_LINES] = r->scan.wanted[KEPT_PARAGRAPHS] = any;
	if (run_open(r, r->in->plan->corpus, e) < 0 || contamination_prepare(c, r, e) < 0 ||
	    scan_run(&r->scan, &r->documents, r->in->threads, e) < 0)
		return -1;
	if (any && (duplicates_find(r, near, e) < 0 || lines_find(r, false, e) < 0 || lines_find(r, true, e) < 0))
		return -1;
	if (near && passages_find(r, e) < 0)
		return -1;
	return contamination_find(c, r, e);
}

static int documents_find(struct overlap_found *out, const struct overlap_request *in, struct err *e)
{
	struct run r = { .in = in, .out = out, .found = &out->documents, .unit = "document" };
	struct contaminating *c = contaminating_new();
	int done = c ? documents_go(&r, c, e) : err_nomem(e);

	contaminating_free(c);
	run_close(&r);
	return done;
}

static int records_find(struct overlap_found *out, const struct overlap_request *in, struct err *e)
{
	struct run r = { .in = in, .out = out, .found = &out->records, .unit = "record" };
	int done;

	r.scan.near = in->records;
	r.scan.wanted[KEPT_WHOLE] = r.scan.wanted[KEPT_FOLDED] = r.scan.wanted[KEPT_BANDS] = true;
	if ((done = run_open(&r, NULL, e)) == 0 && (done = scan_run(&r.scan, &r.documents, in->threads, e)) == 0)
		done = duplicates_find(&r, true, e);
	run_close(&r);
	return done;
}

int overlap_find(struct overlap_found *out, const struct overlap_request *in, struct err *e)
{
	struct run r = { .in = in, .db = store_connection(in->store) };

	if (!overlap_wanted(in))
		return 0;
	if (documents_wanted(in) && documents_find(out, in, e) < 0)
		return err_in(e, "documents");
	if (in->record_columns && records_find(out, in, e) < 0)
		return err_in(e, "records");
	return tables_views(&r, e);
}

void overlap_found_release(struct overlap_found *f)
{
	free(f->contamination.of);
	arena_release(&f->arena);
	*f = (struct overlap_found){ .records = { .looked = false } };
}
