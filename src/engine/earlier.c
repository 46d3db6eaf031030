/* earlier: see earlier.h. */
#include "engine/earlier.h"

#include "engine/options.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAYOUT_VERSION = 1, SHOWN = 120 };	/* of what is kept here, the analyses' own states apart */

/* ---- options: those that decide what is read from the bytes, and what the columns are to the audit ---- */

static bool list_put(cJSON *tree, const char *name, const char *const *words)
{
	cJSON *list = words ? cJSON_AddArrayToObject(tree, name) : cJSON_AddNullToObject(tree, name);

	for (; list && words && *words; words++)
		if (!cJSON_AddItemToArray(list, cJSON_CreateString(*words)))
			return false;
	return list != NULL;
}

static bool text_put(cJSON *tree, const char *name, const char *text)
{
	return (text ? cJSON_AddStringToObject(tree, name, text) : cJSON_AddNullToObject(tree, name)) != NULL;
}

/* Named as on the command line. NULL: no memory. */
static cJSON *options_tree(const struct assay_options *o)
{
	const char delimiter[] = { o->delimiter, '\0' };
	cJSON *tree = cJSON_CreateObject();

	if (tree && text_put(tree, "format", o->format) && text_put(tree, "delimiter", o->delimiter ? delimiter : NULL) &&
	    text_put(tree, "header", o->header ? o->header > 0 ? "yes" : "no" : NULL) && list_put(tree, "na", o->na) &&
	    cJSON_AddNumberToObject(tree, "depth", options_depth(o)) &&
	    cJSON_AddNumberToObject(tree, "max-record", (double)options_record_bytes(o)) &&
	    cJSON_AddNumberToObject(tree, "memory", options_memory_mb(o)) && text_put(tree, "label", o->label) && text_put(tree, "pred", o->pred) &&
	    list_put(tree, "proba", o->proba) && text_put(tree, "time", o->time) && text_put(tree, "id", o->id) &&
	    list_put(tree, "combine", o->combine) && list_put(tree, "annotators", o->annotators) && text_put(tree, "kind", o->kind))
		return tree;
	cJSON_Delete(tree);
	return NULL;
}

/* An option's value in words. */
static void value_say(const cJSON *value, char said[SHOWN])
{
	char *text = !value || cJSON_IsNull(value) ? NULL : cJSON_PrintUnformatted(value);

	snprintf(said, SHOWN, "%.100s", text ? text : "not given");
	cJSON_free(text);
}

static int options_hold(const struct earlier *x, const cJSON *kept, const struct assay_options *o, struct err *e)
{
	cJSON *tree = options_tree(o);
	int done = tree ? 0 : err_nomem(e);

	for (const cJSON *now = tree ? tree->child : NULL; now && done == 0; now = now->next) {
		const cJSON *then = cJSON_GetObjectItemCaseSensitive(kept, now->string);
		char was[SHOWN], is[SHOWN];

		if (cJSON_Compare(then, now, true))
			continue;
		value_say(then, was);
		value_say(now, is);
		done = err_set(e, ERR_USAGE, "%s: --%s was %s in the audit that made it, and is %s now; "
			       "give the same options, or audit all files anew", x->name, now->string, was, is);
	}
	cJSON_Delete(tree);
	return done;
}

static int run_hold(const struct earlier *x, const struct assay_options *o, struct err *e)
{
	char *version = NULL, *layout = NULL, *options = NULL;
	cJSON *kept = NULL;
	int done = 0;

	if (store_run_get(x->store, "version", &version, e) < 0 || store_run_get(x->store, "layout", &layout, e) < 0 ||
	    store_run_get(x->store, "options", &options, e) < 0)
		done = -1;
	else if (!version || strcmp(version, ASSAY_VERSION) != 0)
		done = err_set(e, ERR_STATE, "%s: it was made by assay %.20s, and this is %s; audit all files anew", x->name,
			       version ? version : "of some other version", ASSAY_VERSION);
	else if (!layout || atoi(layout) != LAYOUT_VERSION || !options || !(kept = cJSON_Parse(options)))
		done = err_set(e, ERR_STATE, "%s: it keeps nothing that this version can append to; audit all files anew", x->name);
	else
		done = options_hold(x, kept, o, e);
	cJSON_Delete(kept);
	free(version);
	free(layout);
	free(options);
	return done;
}

/* ---- columns ---- */

/* Take out the columns that no row has, and remember them. */
static int late_take(struct earlier *x, struct err *e)
{
	size_t all = store_columns(x->store);
	char *columns = NULL;
	unsigned long long kept;

	if (store_run_get(x->store, "columns", &columns, e) < 0)
		return -1;
	kept = columns ? strtoull(columns, NULL, 10) : all + 1ull;
	free(columns);
	if (kept > all)
		return err_set(e, ERR_STATE, "%s: it does not say which columns have rows; audit all files anew", x->name);
	x->late = calloc(all - kept + 1, sizeof *x->late);
	if (!x->late)
		return err_nomem(e);
	for (; kept + x->lates < all; x->lates++)
		if (!(x->late[x->lates] = strdup(store_column_name(x->store, (size_t)kept + x->lates))))
			return err_nomem(e);
	return x->lates ? store_drop_columns(x->store, (size_t)kept, e) : 0;
}

int earlier_open(struct earlier *x, struct store **store, const struct assay_options *o, struct err *e)
{
	*x = (struct earlier){ .name = o->append };
	if (store_reopen(store, o->append, o->db ? o->db : o->append, e) < 0)
		return -1;
	x->store = *store;
	return run_hold(x, o, e) < 0 ? -1 : late_take(x, e);
}

int earlier_fields(struct earlier *x, struct fields *f, struct err *e)
{
	for (size_t c = 0; c < store_columns(x->store); c++) {
		long at = fields_take(f, store_column_name(x->store, c), e);

		if (at < 0)
			return -1;
		if ((size_t)at != c)
			return err_set(e, ERR_DATA, "%s: two of its columns have one name; audit all files anew", x->name);
	}
	return 0;
}

int earlier_late_fields(struct earlier *x, struct fields *f, struct err *e)
{
	size_t at;

	for (size_t i = 0; i < x->lates; i++)
		if (fields_take_stored(f, x->store, x->late[i], &at, e) < 0)
			return -1;
	return 0;
}

/* ---- sources ---- */

static int entry_take(void *given, uint32_t id, const struct store_source *source, struct err *e)
{
	struct source_list *list = given;
	struct source_entry *grown = reallocarray(list->entry, (size_t)id + 1, sizeof *grown);

	if (!grown)
		return err_nomem(e);
	list->entry = grown;
	grown[id] = (struct source_entry){ .path = strdup(""), .name = strdup(source->path) };	/* it will not be opened */
	list->count = (size_t)id + 1;
	return grown[id].path && grown[id].name ? 0 : err_nomem(e);
}

int earlier_sources(struct earlier *x, struct source_list *list, struct err *e)
{
	struct source_list all = { .count = 0 };
	struct source_entry *grown;

	if (store_sources(x->store, entry_take, &all, e) < 0) {
		source_list_release(&all);
		return -1;
	}
	grown = reallocarray(all.entry, all.count + list->count + 1, sizeof *grown);
	if (!grown) {
		source_list_release(&all);
		return err_nomem(e);
	}
	memcpy(grown + all.count, list->entry, list->count * sizeof *grown);
	free(list->entry);
	*list = (struct source_list){ .entry = grown, .count = all.count + list->count };
	return 0;
}

struct recording {
	struct earlier *earlier;
	struct feed *feed;
	uint64_t rows;
};

static int reject_take(void *given, const struct reject *reject, struct err *e)
{
	struct reject one = *reject;

	one.next = NULL;
	return source_record_rejects(given, &one, e);
}

static int record_take(void *given, uint32_t id, const struct store_source *s, struct err *e)
{
	struct recording *r = given;
	struct source_record *record = &r->feed->record[id];
	const struct format *format = format_find(s->format);

	if (!format)
		return err_set(e, ERR_DATA, "%s: there is no format \"%.40s\"", r->earlier->name, s->format);
	*record = (struct source_record){ .dialect = { .format = format }, .bytes = s->bytes, .hash = s->hash, .first_row = r->rows + 1,
					  .rows = s->rows, .rejected = s->rejected };
	record->encoding = arena_copy(&record->arena, s->encoding, strlen(s->encoding));
	record->compression = arena_copy(&record->arena, s->compression, strlen(s->compression));
	r->rows += s->rows;
	r->earlier->rejected += s->rejected;
	r->feed->now = (size_t)id + 1;
	if (!record->encoding || !record->compression)
		return err_nomem(e);
	return s->rejected ? store_rejects(r->earlier->store, id, REJECTS_SHOWN, reject_take, record, e) : 0;
}

int earlier_records(struct earlier *x, struct feed *feed, struct err *e)
{
	struct recording r = { .earlier = x, .feed = feed };

	return store_sources(x->store, record_take, &r, e);
}

/* ---- states ---- */

static int state_load(const struct earlier *x, const struct analysis *a, void *state, struct err *e)
{
	unsigned char *bytes;
	unsigned version = 0;
	struct blob blob;
	size_t n;
	int done;

	if (store_state_get(x->store, a->name, &version, &bytes, &n, e) < 0)
		return -1;
	blob = blob_over(bytes, n);
	if (!bytes || version != a->version)
		done = err_set(e, ERR_STATE, "it keeps %s of it; audit all files anew", bytes ? "a state of another version" : "no state");
	else if ((done = a->load(state, &blob, e)) == 0 && blob.at != n)
		done = err_set(e, ERR_STATE, "the state that it keeps of it is too long");
	free(bytes);
	return done < 0 ? err_in(e, "%s: %s", x->name, a->name) : 0;
}

int earlier_states(struct earlier *x, struct state_set *set, struct err *e)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->state[i] && state_load(x, analyses[i], set->state[i], e) < 0)
			return -1;
	return 0;
}

static int states_keep(struct store *store, const struct state_set *set, struct err *e)
{
	for (size_t i = 0; i < set->count; i++) {
		struct blob blob = { .bytes = NULL };
		int done;

		if (!set->state[i])
			continue;
		done = analyses[i]->save(set->state[i], &blob, e);
		if (done == 0)
			done = store_state_put(store, analyses[i]->name, analyses[i]->version, blob.bytes, blob.length, e);
		blob_release(&blob);
		if (done < 0)
			return err_in(e, "%s", analyses[i]->name);
	}
	return 0;
}

int earlier_corpus(struct earlier *x, struct corpus *found, struct err *e)
{
	char *text = NULL;
	int done = store_run_get(x->store, "corpus", &text, e);

	if (done == 0 && text && store_rows(x->store) > 0)
		done = corpus_read(found, text, e) < 0 ? err_in(e, "%s", x->name) : 0;
	free(text);
	return done;
}

int earlier_keep(struct store *store, const struct assay_options *o, const struct corpus *corpus, size_t columns, const struct state_set *exact,
		 const struct state_set *ordered, struct err *e)
{
	cJSON *tree = options_tree(o);
	char *options = tree ? cJSON_PrintUnformatted(tree) : NULL, *found = corpus_write(corpus), layout[24], count[24];
	int done = options && found ? 0 : err_nomem(e);

	snprintf(layout, sizeof layout, "%d", LAYOUT_VERSION);
	snprintf(count, sizeof count, "%zu", columns);
	if (done == 0 && (store_run_value(store, "layout", layout, e) < 0 || store_run_value(store, "options", options, e) < 0 ||
			  store_run_value(store, "corpus", found, e) < 0 ||
			  store_run_value(store, "columns", count, e) < 0 || states_keep(store, exact, e) < 0 || states_keep(store, ordered, e) < 0))
		done = -1;
	cJSON_free(options);
	cJSON_free(found);
	cJSON_Delete(tree);
	return done;
}

void earlier_release(struct earlier *x)
{
	for (size_t i = 0; i < x->lates; i++)
		free(x->late[i]);
	free(x->late);
	*x = (struct earlier){ .store = NULL };
}
