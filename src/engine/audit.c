/* audit: the whole run, stage after stage; the public calls that start it and give its report.
 *
 *   options ─▶ first pass ─▶ second ─▶ third ─▶ refined ─▶ results ─▶ judge ─▶ report ─▶ the database keeps it, the caller gets it
 */
#include "assay/assay.h"

#include "base/nearest.h"
#include "check/check.h"
#include "engine/earlier.h"
#include "engine/corpus_find.h"
#include "engine/error.h"
#include "engine/first_pass.h"
#include "engine/kept_report.h"
#include "engine/later_pass.h"
#include "engine/options.h"
#include "engine/overlap_look.h"
#include "engine/reading.h"
#include "engine/reference.h"
#include "engine/refine.h"
#include "judge/judge.h"
#include "judge/waivers.h"
#include "report/json_write.h"
#include "report/output.h"
#include "report/redact.h"
#include "report/report.h"
#include "report/saved.h"
#include "report/summary.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct assay_report {
	struct cJSON *tree;
	char *json;
	int exit_status;
};

enum { SETS = 6 };	/* exact and ordered states of three passes */

struct audit {
	const struct assay_options *given;
	struct options options;
	struct rules *rules;
	struct waivers waivers;
	struct cJSON *baseline;
	struct earlier earlier;
	struct feed feed;
	struct fields fields;
	size_t columns_with_rows;
	struct store *store;
	struct spill *spill;
	struct corpus corpus;
	struct plan plan;
	struct state_set set[SETS];
	struct reference_comparison reference;
	struct results results;
	struct checks checks;
	struct overlap_look overlap;
	struct reading table;		/* of a foreign key, while it is read */
	struct findings findings;
	uint64_t rows;
};

static void progress_tell(struct audit *a, const char *stage, double fraction, uint64_t rows)
{
	struct assay_progress p = { .stage = stage, .rows = rows, .fraction = fraction, .bytes_total = a->feed.bytes_stored_total,
				    .bytes = atomic_load_explicit(&a->feed.bytes_stored_read, memory_order_relaxed) };

	if (!a->given->progress)
		return;
	if (fraction < 0 && p.bytes_total && p.bytes <= p.bytes_total)
		p.fraction = (double)p.bytes / (double)p.bytes_total;
	a->given->progress(a->given->progress_context, &p);
}

static void progress_first(void *context, uint64_t rows)
{
	progress_tell(context, "reading", -1, rows);
}

static void progress_second(void *context, double fraction)
{
	progress_tell(context, "second pass", fraction, ((struct audit *)context)->plan.rows);
}

static void progress_third(void *context, double fraction)
{
	progress_tell(context, "third pass", fraction, ((struct audit *)context)->plan.rows);
}

static char *cell_text(void *context, uint64_t row, size_t column)
{
	struct err ignored = { .code = ERR_NONE };
	char *text;

	return store_cell(context, row, column, &text, &ignored) < 0 ? NULL : text;
}

static int rows_equal(void *context, uint64_t x, uint64_t y)
{
	struct err ignored = { .code = ERR_NONE };

	return store_rows_equal(context, x, y, &ignored);
}

static int row_place(void *context, uint64_t row, uint32_t *source, uint64_t *line)
{
	struct err ignored = { .code = ERR_NONE };

	return store_place(context, row, source, line, &ignored);
}

static void plan_begin(struct audit *a)
{
	const struct assay_options *o = a->given;
	size_t memory = (size_t)options_memory_mb(o) << 20;
	double age = o->age_limit_seconds > 0 ? o->age_limit_seconds : 365.0 * 86400;

	a->plan = (struct plan){
		.now = a->options.now, .age_limit = age * 1e6, .label_name = o->label, .pred_name = o->pred, .time_name = o->time,
		.id_name = o->id, .values_bytes = memory / 4, .evidence = o->evidence ? o->evidence : EXAMPLES_MAX,
		.label = NO_COLUMN, .pred = NO_COLUMN, .time = NO_COLUMN, .id = NO_COLUMN, .cell_text = cell_text, .rows_equal = rows_equal,
		.store = a->store, .combine = o->combine, .proba = o->proba, .annotators = o->annotators,
		.label_model = o->label_model != NULL, .baseline = a->baseline, .kind_name = o->kind, .split_name = o->split,
		.duplicates = o->duplicates, .near = o->near, .against = o->against,
	};
}

static int open_all(struct audit *a, struct err *e)
{
	struct source_list list;

	if (options_check(&a->options, a->given, e) < 0 || overlap_look_check(&a->overlap, a->given, e) < 0 ||
	    rules_open(&a->rules, a->given->rules, e) < 0)
		return -1;
	if (a->given->waivers && waivers_open(&a->waivers, a->given->waivers, e) < 0)
		return -1;
	if (a->given->baseline && !(a->baseline = kept_report_read(a->given->baseline, e)))
		return -1;
	if (a->given->append && earlier_open(&a->earlier, &a->store, a->given, e) < 0)
		return -1;
	if (source_list_expand(&list, a->given->sources, a->given->source_count, e) < 0)
		return -1;
	if (a->given->append && earlier_sources(&a->earlier, &list, e) < 0) {
		source_list_release(&list);
		return -1;
	}
	if (feed_open(&a->feed, list, &a->options.feed, &a->options.parse, e) < 0) {
		source_list_release(&list);
		return -1;
	}
	if ((!a->given->append && store_create(&a->store, a->given->db, a->options.way, e) < 0) ||
	    (!a->given->fast && spill_create(&a->spill, NULL, e) < 0))
		return -1;
	plan_begin(a);
	a->plan.contract = rules_contract(a->rules, &a->plan.contract_columns);
	return 0;
}

/* What an earlier audit knows beside its sources: columns and states, and its rows where later passes may look at them. */
static int earlier_take(struct audit *a, struct err *e)
{
	struct earlier *x = &a->earlier;

	if (earlier_fields(x, &a->fields, e) < 0 || earlier_states(x, &a->set[0], e) < 0 ||
	    earlier_states(x, &a->set[1], e) < 0)
		return -1;
	progress_tell(a, "earlier rows", 0, store_rows(a->store));
	return a->spill ? store_spill(a->store, a->spill, e) : 0;
}

/* Columns that a header alone names come last. */
static int headers_take(struct audit *a, struct err *e)
{
	a->columns_with_rows = a->fields.count;
	return earlier_late_fields(&a->earlier, &a->fields, e) < 0 ? -1 : fields_take_headers(&a->fields, a->store, &a->feed, e);
}

static int read_all(struct audit *a, struct err *e)
{
	struct first_pass pass = { .feed = &a->feed, .store = a->store, .spill = a->spill, .plan = &a->plan,
				   .threads = a->options.threads, .options = &a->options, .progress = progress_first,
				   .progress_context = a, .fields = &a->fields, .exact = &a->set[0], .ordered = &a->set[1] };

	if ((a->given->append && earlier_records(&a->earlier, &a->feed, e) < 0) || corpus_find(&a->corpus, &a->feed, a->options.kind, e) < 0 ||
	    (a->given->append && earlier_corpus(&a->earlier, &a->corpus, e) < 0))
		return -1;
	if (a->corpus.kind != CORPUS_NONE)
		a->plan.corpus = &a->corpus;
	if (state_set_open(&a->set[0], PASS_FIRST, MERGE_EXACT, &a->plan, e) < 0 ||
	    state_set_open(&a->set[1], PASS_FIRST, MERGE_ORDERED, &a->plan, e) < 0 || (a->given->append && earlier_take(a, e) < 0))
		return -1;
	pass.rows = a->given->append ? store_rows(a->store) : 0;
	pass.rejected = a->earlier.rejected;
	if (first_pass_run(&pass, e) < 0)
		return -1;
	if (rejects_allowed(&a->options, &a->feed, pass.rejected, pass.rows + pass.rejected, e) < 0)
		return -1;
	a->plan.rejected = pass.rejected;
	a->plan.rows = pass.rows;
	a->plan.fast = a->given->fast && pass.rows;	/* without a row nothing is left out */
	return 0;
}

static int sources_store(struct audit *a, struct err *e)
{
	for (size_t i = 0; i < a->feed.list.count; i++) {
		const struct source_record *r = &a->feed.record[i];
		struct store_source s = { .path = a->feed.list.entry[i].name, .format = r->dialect.format->name, .encoding = r->encoding,
					  .compression = r->compression, .bytes = r->bytes, .hash = r->hash, .rows = r->rows,
					  .rejected = r->rejected };

		if (store_source(a->store, (uint32_t)i, &s, e) < 0)
			return -1;
	}
	return store_finish_load(a->store, e);
}

/* The column of a role, or a usage error that names near ones. */
static int role_find(const struct audit *a, const char *option, const char *name, size_t *column, struct err *e)
{
	const char *near;
	long at;

	if (!name)
		return 0;
	at = fields_find(&a->fields, name);
	if (at >= 0) {
		*column = (size_t)at;
		return 0;
	}
	if (nearest_words(name, a->fields.name, a->fields.count, &near, 1) == 1)
		return err_set(e, ERR_USAGE, "%s: no column \"%s\"; did you mean \"%s\"?", option, name, near);
	return err_set(e, ERR_USAGE, "%s: no column \"%s\"", option, name);
}

/* Names of which each must be a column's; NULL: none. */
static int names_check(const struct audit *a, const char *option, const char *const *name, struct err *e)
{
	size_t column;

	for (; name && *name; name++)
		if (role_find(a, option, *name, &column, e) < 0)
			return -1;
	return 0;
}

static int plan_columns(struct audit *a, struct err *e)
{
	struct plan *p = &a->plan;

	p->columns = a->fields.count;
	p->column = calloc(p->columns + 1, sizeof *p->column);
	if (!p->column)
		return err_nomem(e);
	for (size_t c = 0; c < p->columns; c++)
		p->column[c].name = a->fields.name[c];
	if (role_find(a, "--label", p->label_name, &p->label, e) < 0 || role_find(a, "--pred", p->pred_name, &p->pred, e) < 0 ||
	    role_find(a, "--time", p->time_name, &p->time, e) < 0 || role_find(a, "--id", p->id_name, &p->id, e) < 0 ||
	    names_check(a, "--proba", p->proba, e) < 0 || names_check(a, "--annotators", p->annotators, e) < 0 ||
	    names_check(a, "--combine", p->combine, e) < 0 ||
	    overlap_look_columns(&a->overlap, a->given, &a->fields, p, e) < 0)
		return -1;
	return state_set_inform(&a->set[0], p, e);
}

static int later_passes(struct audit *a, struct err *e)
{
	static const enum pass pass[] = { PASS_SECOND, PASS_THIRD };

	for (size_t i = 0; i < 2; i++) {
		struct state_set *exact = &a->set[2 + 2 * i], *ordered = exact + 1;
		struct later_pass run = { .pass = pass[i], .spill = a->spill, .plan = &a->plan, .threads = a->options.threads,
					  .progress = i ? progress_third : progress_second, .progress_context = a, .exact = exact,
					  .ordered = ordered };

		if (state_set_open(exact, pass[i], MERGE_EXACT, &a->plan, e) < 0 ||
		    state_set_open(ordered, pass[i], MERGE_ORDERED, &a->plan, e) < 0 || later_pass_run(&run, e) < 0 ||
		    state_set_inform(exact, &a->plan, e) < 0 || state_set_inform(ordered, &a->plan, e) < 0)
			return -1;
	}
	return 0;
}

/* Does the database outlive the audit? */
static bool is_kept(const struct audit *a)
{
	return a->given->db || a->given->append;
}

static int results_make(struct audit *a, struct err *e)
{
	void **state;
	int done;

	const struct refinement refinement = { .spill = a->spill, .plan = &a->plan, .keep = is_kept(a) ? a->store : NULL };

	if (!a->given->fast && states_refine(a->set, SETS, &refinement, e) < 0)
		return -1;
	if (a->given->reference) {
		if (reference_compare(a->given->reference, a->given->key, &a->options, &a->fields, a->store, &a->reference, e) < 0)
			return -1;
		a->plan.reference = &a->reference;
	}
	state = calloc(a->set[0].count + 1, sizeof *state);
	if (!state)
		return err_nomem(e);
	for (size_t i = 0; i < a->set[0].count; i++)
		for (size_t s = 0; s < SETS; s++)
			if (a->set[s].state[i])
				state[i] = a->set[s].state[i];
	done = results_collect(&a->results, state, &a->plan, e);
	free(state);
	return done;
}

static struct store *table_open(void *context, const char *path, struct err *e)
{
	struct audit *a = context;

	a->table = (struct reading){ .options = &a->options };
	if (reading_run(&a->table, path, e) == 0)
		return a->table.store;
	reading_release(&a->table);
	return NULL;
}

static void table_close(void *context, struct store *store)
{
	(void)store;	/* the reading's */
	reading_release(&((struct audit *)context)->table);
}

static int rows_check(struct audit *a, struct err *e)
{
	const struct check_request request = { .rules = a->rules, .plan = &a->plan, .store = a->store, .keep = is_kept(a),
					       .table_open = table_open, .table_close = table_close, .context = a };

	if (checks_run(&a->checks, &request, e) < 0)
		return -1;
	a->plan.row_outcomes = &a->checks.outcomes;
	return 0;
}

/* What reads the database, and not the spill. */
static int stored_rows_look(struct audit *a, struct err *e)
{
	if (rows_check(a, e) < 0)
		return -1;
	return overlap_look_run(&a->overlap, &a->options, a->given, &a->feed, a->store, &a->plan, e);
}

/* Rules on rows and the look for overlaps read the database, and later passes the spill: the one goes on beside the other. */
struct beside {
	struct audit *audit;
	struct err err;
	int done;
};

static void *stored_rows_look_beside(void *given)
{
	struct beside *b = given;

	b->done = stored_rows_look(b->audit, &b->err);
	return NULL;
}

/* Later passes and rules on rows. A check sees of the plan what the census has put there before. */
static int rows_pass(struct audit *a, struct err *e)
{
	struct beside beside = { .audit = a };
	pthread_t thread;
	int done;

	if (a->options.threads == 1 || !(checks_wanted(a->rules) || a->plan.corpus || a->given->near) ||
	    pthread_create(&thread, NULL, stored_rows_look_beside, &beside) != 0)
		return later_passes(a, e) < 0 ? -1 : stored_rows_look(a, e);
	done = later_passes(a, e);
	if (done < 0)
		sqlite3_interrupt(store_connection(a->store));
	pthread_join(thread, NULL);
	if (done == 0 && beside.done < 0)
		*e = beside.err;
	return done < 0 ? done : beside.done;
}

static struct cJSON *report_make(struct audit *a, struct err *e)
{
	struct report_source *source = calloc(a->feed.list.count + 1, sizeof *source);
	char now[40];
	struct report_parts parts = { .plan = &a->plan, .results = &a->results, .findings = &a->findings, .waivers = &a->waivers, .source = source,
				      .sources = a->feed.list.count, .now = now, .cell_text = cell_text, .place = row_place,
				      .context = a->store };
	struct cJSON *tree;

	if (!source) {
		err_nomem(e);
		return NULL;
	}
	time_format(a->plan.now, now);
	for (size_t i = 0; i < a->feed.list.count; i++) {
		const struct source_record *r = &a->feed.record[i];

		source[i] = (struct report_source){ .path = a->feed.list.entry[i].name, .format = r->dialect.format->name,
						    .encoding = r->encoding, .compression = r->compression, .bytes = r->bytes,
						    .hash = r->hash, .first_row = r->first_row, .rows = r->rows,
						    .rejected = r->rejected, .rejects = r->first_reject };
	}
	tree = report_build(&parts, e);
	free(source);
	return tree;
}

/* The tree and its text. */
static int report_hide(struct assay_report *report, enum assay_values values, struct err *e)
{
	char *json;

	if (report_redact(report->tree, values, e) < 0)
		return -1;
	json = json_write(report->tree);
	if (!json)
		return err_nomem(e);
	free(report->json);
	report->json = json;
	return 0;
}

static int audit_run(struct audit *a, struct assay_report *report, struct err *e)
{
	if (open_all(a, e) < 0 || read_all(a, e) < 0 || headers_take(a, e) < 0 ||
	    sources_store(a, e) < 0 || plan_columns(a, e) < 0 || rows_pass(a, e) < 0)
		return -1;
	progress_tell(a, "report", 0, a->plan.rows);
	if (results_make(a, e) < 0 || judge(&a->findings, a->rules, &a->results, &a->plan, e) < 0)
		return -1;
	a->findings.fail_on = a->options.fail_on;
	waivers_apply(&a->waivers, &a->findings, a->plan.now);
	report->tree = report_make(a, e);
	if (!report->tree)
		return -1;
	report->json = json_write(report->tree);
	if (!report->json)
		return err_nomem(e);
	report->exit_status = verdict_exit(&a->findings);
	if (is_kept(a) && earlier_keep(a->store, a->given, &a->corpus, a->columns_with_rows, &a->set[0], &a->set[1], e) < 0)
		return -1;
	if (store_run_value(a->store, "version", ASSAY_VERSION, e) < 0 || store_run_value(a->store, "report", report->json, e) < 0)
		return -1;
	if (store_commit(a->store, e) < 0)
		return -1;
	return a->given->values == ASSAY_VALUES_SHOWN ? 0 : report_hide(report, a->given->values, e);
}

static void audit_release(struct audit *a)
{
	findings_release(&a->findings);
	checks_release(&a->checks);
	overlap_look_close(&a->overlap);
	results_release(&a->results);
	reference_release(&a->reference);
	for (size_t i = SETS; i-- > 0;)
		state_set_close(&a->set[i]);
	free(a->plan.column);
	spill_free(a->spill);
	store_close(a->store);
	earlier_release(&a->earlier);
	fields_release(&a->fields);
	feed_close(&a->feed);
	cJSON_Delete(a->baseline);
	waivers_release(&a->waivers);
	rules_free(a->rules);
	options_release(&a->options);
}

int assay_audit(const struct assay_options *options, struct assay_report **out, struct assay_error *error)
{
	struct audit a = { .given = options };
	struct assay_report *report = calloc(1, sizeof *report);
	struct err e = { .code = ERR_NONE };
	int done = report ? audit_run(&a, report, &e) : err_nomem(&e);

	audit_release(&a);
	*error = (struct assay_error){ .code = 0 };
	if (done < 0) {
		assay_report_free(report);
		error_give(error, &e);
		return -1;
	}
	*out = report;
	return 0;
}

const char *assay_report_json(const struct assay_report *r)
{
	return r->json;
}

int assay_report_exit(const struct assay_report *r)
{
	return r->exit_status;
}

int assay_report_summary(const struct assay_report *r, FILE *to, const struct assay_terminal *terminal, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };

	*error = (struct assay_error){ .code = 0 };
	if (summary_write(r->tree, to, terminal, &e) == 0)
		return 0;
	error_give(error, &e);
	return -1;
}

int assay_report_write(const struct assay_report *r, const char *format, FILE *to, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };
	int done = output_render(r->tree, format, to, &e);

	error_give(error, &e);
	return done;
}

/* What has no verdict has not passed. */
static int exit_saved(const struct cJSON *tree)
{
	const char *result = cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(tree, "verdict"), "result"));

	return result && strcmp(result, "pass") == 0 ? 0 : 1;
}

int assay_report_of_json(const char *json, size_t bytes, struct assay_report **out, struct assay_error *error)
{
	struct assay_report *report = calloc(1, sizeof *report);
	struct err e = { .code = ERR_NONE };

	if (!report || !(report->json = strndup(json, bytes)))
		err_nomem(&e);
	else
		report->tree = saved_read(json, bytes, &e);
	error_give(error, &e);
	if (!report || !report->tree) {
		assay_report_free(report);
		return -1;
	}
	report->exit_status = exit_saved(report->tree);
	*out = report;
	return 0;
}

int assay_report_write_json(const char *json, size_t bytes, const char *format, FILE *to, struct assay_error *error)
{
	struct assay_report *report;
	int done;

	if (assay_report_of_json(json, bytes, &report, error) < 0)
		return -1;
	done = assay_report_write(report, format, to, error);
	assay_report_free(report);
	return done;
}

int assay_report_values(struct assay_report *r, enum assay_values values, struct assay_error *error)
{
	struct err e = { .code = ERR_NONE };
	int done = report_hide(r, values, &e);

	error_give(error, &e);
	return done;
}

void assay_report_free(struct assay_report *r)
{
	if (!r)
		return;
	cJSON_Delete(r->tree);
	free(r->json);
	free(r);
}
