/* corpus.tools: do calls name a tool that the record declares, and fit its schema; and do calls and results belong together?
 *
 * Valid calls are no faults of any sort. A call may have several faults: each is counted. First pass; counts and first rows
 * alone, so exact in any order; memory does not grow.
 */
#include "analyse/tally.h"
#include "corpus/tool_call.h"

#define SCHEMA "JSON Schema 2020-12, in part"
#define OF_CALLS(name, meaning, formula) TALLY("corpus.call_" name, "tools." name, meaning, formula, "calls", SCHEMA)
#define OF_ROWS(name, meaning, formula) TALLY("corpus.tools_" name, "tools." name, meaning, formula, "rows", NULL)

enum {
	MALFORMED, NOT_JSON, UNDECLARED, UNKNOWN_TOOL, REQUIRED, TYPE, ENUM, UNKNOWN_ARGUMENT, CALL_TALLIES,
	DECLARED = CALL_TALLIES, USED, TOOLS_NOT_JSON, RESULT_ALONE, CALL_ALONE, TALLIES
};

static const struct metric metrics[] = {
	OF_CALLS("malformed", "calls that are no object with a name",
	  "neither {function: {name, arguments}} nor {name, arguments}"),
	OF_CALLS("not_json", "calls whose arguments are no JSON object",
	  "the text of the call or of its arguments is not JSON (RFC 8259), or no object"),
	OF_CALLS("undeclared", "calls in records that declare no tools", "the record has no tools"),
	OF_CALLS("unknown_tool", "calls of a tool that the record does not declare",
	  "tools are declared, but none of that name"),
	OF_CALLS("required_missing", "calls without a required argument",
	  "a name of the schema's required is no member, at any depth"),
	OF_CALLS("wrong_type", "calls with an argument of another type", "the schema's type, at any depth; 1.0 is an integer"),
	OF_CALLS("not_in_enum", "calls with a value that the schema does not list", "the schema's enum, at any depth"),
	OF_CALLS("unknown_argument", "calls with an argument that the schema does not have",
	  "the schema has properties, this is none of them, and additionalProperties does not allow it in so many words"),
	OF_ROWS("declared", "records that declare tools", "the column or member tools is there and not empty"),
	OF_ROWS("used", "records in which a tool is called", "at least one call"),
	TALLY("corpus.tools_not_json", "tools.declared_not_json", "records whose tools are not JSON or name no tool",
	  "the text of tools is not JSON, or a tool has no name", "rows", NULL),
	OF_ROWS("result_alone", "records with a tool's result that no call precedes",
	  "a tool's turn behind neither a call nor another tool's turn"),
	OF_ROWS("call_alone", "records with a call that no result follows",
	  "a call with a turn behind it that is no tool's; a call at the very end is fine"),
	{ "corpus.calls", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "tools.calls", "calls of tools",
	  "members of tool_calls, function_call, and function_call turns", NULL },
	{ .name = NULL }
};

struct state {
	struct corpus_reader reader;
	uint64_t rows, calls;
	struct tally tally[TALLIES];
};

static size_t state_size(const struct plan *plan)
{
	(void)plan;
	return sizeof(struct state);
}

static int open(void *state, const struct plan *plan, struct err *e)
{
	(void)e;
	corpus_reader_open(&((struct state *)state)->reader, plan->corpus);
	return 0;
}

static void close(void *state)
{
	corpus_reader_close(&((struct state *)state)->reader);
}

/* A row's calls while they are taken. */
struct taking {
	struct state *state;
	uint64_t row, calls;
};

static void call_take(void *context, unsigned faults)
{
	struct taking *t = context;

	t->calls++;
	for (size_t i = 0; i < CALL_TALLIES; i++)
		tally_add(&t->state->tally[i], t->row, faults >> i & 1);
}

static bool is_call(const struct turn *t)
{
	return t->calls || t->role == TURN_CALL;
}

static bool results_fit(const struct corpus_view *v, bool *calls_fit)
{
	bool fit = true;

	*calls_fit = true;
	for (size_t i = 0; i < v->turns; i++) {
		const struct turn *t = &v->turn[i], *before = i ? t - 1 : NULL, *behind = i + 1 < v->turns ? t + 1 : NULL;

		if (t->role == TURN_TOOL)
			fit &= before && (is_call(before) || before->role == TURN_TOOL);
		if (is_call(t) && behind)
			*calls_fit &= behind->role == TURN_TOOL || is_call(behind);
	}
	return fit;
}

static int row_look(struct state *s, const struct corpus_view *v, struct err *e)
{
	struct taking taking = { .state = s, .row = v->row };
	bool declared = v->tools && (v->tools->child || v->tools->kind == JSON_STRING), calls_fit;

	s->rows++;
	for (size_t i = 0; i < v->turns; i++)
		if (turn_calls(&s->reader, v, &v->turn[i], call_take, &taking, e) < 0)
			return -1;
	s->calls += taking.calls;
	tally_add(&s->tally[DECLARED], v->row, declared);
	tally_add(&s->tally[USED], v->row, taking.calls > 0);
	tally_add(&s->tally[TOOLS_NOT_JSON], v->row, (v->faults & VIEW_TOOLS_NOT_JSON) ||
		  (v->tools && tools_are_malformed(v->tools)));
	tally_add(&s->tally[RESULT_ALONE], v->row, !results_fit(v, &calls_fit));
	tally_add(&s->tally[CALL_ALONE], v->row, !calls_fit);
	return 0;
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;
	struct corpus_view v;

	for (size_t r = 0; r < b->rows; r++)
		if (corpus_row(&s->reader, b, r, &v, e) < 0 || row_look(s, &v, e) < 0)
			return -1;
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	a->rows += b->rows;
	a->calls += b->calls;
	tallies_merge(a->tally, b->tally, TALLIES);
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->rows);
	blob_put_u64(b, s->calls);
	tallies_save(s->tally, TALLIES, b);
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	s->rows = blob_get_u64(b);
	s->calls = blob_get_u64(b);
	if (tallies_load(s->tally, TALLIES, b) < 0)
		return err_set(e, ERR_STATE, "the counts of faulty calls are damaged");
	for (size_t i = 0; i < TALLIES; i++)
		if (s->tally[i].count > (i < CALL_TALLIES ? s->calls : s->rows))
			return err_set(e, ERR_STATE, "there are more faulty calls than calls");
	return 0;
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;

	(void)plan;
	for (size_t i = 0; i < TALLIES; i++)
		tally_publish(&s->tally[i], &metrics[TALLY_METRICS * i], i < CALL_TALLIES ? s->calls : s->rows,
			      i < CALL_TALLIES ? "no calls" : "no rows", out);
	out->value(out, &metrics[TALLY_METRICS * TALLIES], in_dataset(), (double)s->calls);
}

const struct analysis corpus_tools = {
	.name = "corpus.tools",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_BIT(CORPUS_CHAT),
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
