/* corpus.encoding: documents whose characters went wrong on the way, or hide something (text/damage.h says what counts as what).
 *
 * First pass. For each kind of damage: documents that have it, how often it occurs in all, and the rows where it is most
 * frequent. Beside it documents of mixed normal form, and words that mix letters of Latin with Greek or Cyrillic ones, as
 * look-alikes do. Counts and sets of rows: exact in any order; memory does not grow.
 */
#include "analyse/tally.h"
#include "analyse/worst.h"
#include "corpus/corpus.h"
#include "text/damage.h"
#include "text/unicode.h"

enum kind { MOJIBAKE, REPLACED, CONTROL, INVISIBLE, BIDI, PRIVATE, DECOMPOSED, MIXED_FORM, MIXED_SCRIPT, KINDS };

#define DAMAGED(leaf, meaning, in_all, formula)                                                                               \
	{ "corpus." leaf "_documents", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "encoding." leaf ".documents",          \
	  "documents with " meaning, formula, NULL },                                                                         \
	{ "corpus." leaf "_fraction", SCOPE_DATASET, UNIT_FRACTION, 0, 1, EXACT, "encoding." leaf ".fraction",                \
	  "share of documents with " meaning, "documents with it / documents", NULL },                                        \
	{ "corpus." leaf "_occurrences", SCOPE_DATASET, UNIT_COUNT, 0, INFINITY, EXACT, "encoding." leaf ".occurrences",      \
	  in_all, formula, NULL },                                                                                            \
	{ "corpus." leaf "_rows", SCOPE_DATASET, UNIT_DETAIL, 0, 0, EXACT, "encoding." leaf ".rows",                          \
	  "the rows with most of it: " meaning, "row numbers, the worst first", NULL }
enum { KIND_METRICS = 4 };

static const struct metric metrics[] = {
	DAMAGED("mojibake", "UTF-8 that was read as Windows-1252 or Latin-1 once too often", "such sequences in all",
		"characters that are, in Windows-1252, one of the usual sequences of UTF-8"),
	DAMAGED("replaced", "U+FFFD: bytes that an earlier step could not read", "U+FFFD in all", "U+FFFD"),
	DAMAGED("control", "control characters", "control characters in all", "U+0000-001F but tab and line ends, U+007F-009F but U+0085"),
	DAMAGED("invisible", "invisible characters", "invisible characters in all",
		"soft hyphens, zero-width spaces, byte order marks, fillers; joiners only in runs"),
	DAMAGED("bidi", "marks that turn the direction of writing", "such marks in all", "U+202A-202E 2066-2069 200E 200F 061C"),
	DAMAGED("private_use", "characters without a public meaning", "such characters in all", "private use and noncharacters"),
	DAMAGED("decomposed", "letters and marks that NFC would join", "such pairs in all", "pairs of which NFC makes one character"),
	DAMAGED("mixed_form", "both composed and decomposed characters", "decomposed pairs in these documents",
		"a pair that NFC would join, and a character that NFD would take apart"),
	DAMAGED("mixed_script", "words that mix Latin with Greek or Cyrillic letters", "such words in all",
		"runs of letters and marks of both, of at least 4 letters"),
	{ .name = NULL }
};

struct damaged {
	uint64_t documents, occurrences;
	struct worst worst;
};

struct state {
	struct corpus_reader reader;
	uint64_t documents;
	struct damaged kind[KINDS];
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

static void damaged_add(struct damaged *d, uint64_t row, size_t occurrences)
{
	if (!occurrences)
		return;
	d->documents++;
	d->occurrences += occurrences;
	worst_add(&d->worst, (double)occurrences, row);
}

/* Words of Latin and of Greek or Cyrillic letters, of four letters at least: fewer are formulas. Only in texts with such letters. */
static size_t mixed_words(struct span text)
{
	enum { LETTERS_LEAST = 4 };
	size_t mixed = 0, letters = 0, bytes;
	unsigned seen = 0;	/* bit 0: Latin, bit 1: the others */

	for (size_t i = 0; i < text.bytes; i += bytes) {
		uint32_t code = char_next(text.at + i, text.bytes - i, &bytes);
		unsigned class = char_class(code);
		enum script script = class & CHAR_LETTER ? script_of(code) : SCRIPT_NONE;

		if (class & CHAR_LETTER) {
			letters++;
			seen |= script == SCRIPT_LATIN ? 1 : script == SCRIPT_GREEK || script == SCRIPT_CYRILLIC ? 2 : 0;
		} else if (!(class & CHAR_ATTACHED)) {
			mixed += seen == 3 && letters >= LETTERS_LEAST;
			seen = 0;
			letters = 0;
		}
	}
	return mixed + (seen == 3 && letters >= LETTERS_LEAST);
}

static void document_take(struct state *s, struct span text, uint64_t row)
{
	struct damage d;

	damage_find(&d, text.at, text.bytes);
	s->documents++;
	damaged_add(&s->kind[MOJIBAKE], row, d.count[DAMAGE_MOJIBAKE]);
	damaged_add(&s->kind[REPLACED], row, d.count[DAMAGE_REPLACED]);
	damaged_add(&s->kind[CONTROL], row, d.count[DAMAGE_CONTROL]);
	damaged_add(&s->kind[INVISIBLE], row, d.count[DAMAGE_INVISIBLE]);
	damaged_add(&s->kind[BIDI], row, d.count[DAMAGE_BIDI]);
	damaged_add(&s->kind[PRIVATE], row, d.count[DAMAGE_PRIVATE]);
	damaged_add(&s->kind[DECOMPOSED], row, d.count[DAMAGE_DECOMPOSED]);
	damaged_add(&s->kind[MIXED_FORM], row, d.count[DAMAGE_COMPOSED] ? d.count[DAMAGE_DECOMPOSED] : 0);
	if (d.letters_of_others)
		damaged_add(&s->kind[MIXED_SCRIPT], row, mixed_words(text));
}

static int update(void *state, const struct batch *b, struct err *e)
{
	struct state *s = state;

	for (size_t r = 0; r < b->rows; r++) {
		struct corpus_view view;
		struct span text;

		if (corpus_row(&s->reader, b, r, &view, e) < 0 || corpus_document(&s->reader, &view, &text, e) < 0)
			return -1;
		document_take(s, text.at ? text : (struct span){ "", 0 }, view.row);
	}
	return 0;
}

static int merge(void *into, const void *from, struct err *e)
{
	struct state *a = into;
	const struct state *b = from;

	(void)e;
	a->documents += b->documents;
	for (size_t i = 0; i < KINDS; i++) {
		a->kind[i].documents += b->kind[i].documents;
		a->kind[i].occurrences += b->kind[i].occurrences;
		worst_merge(&a->kind[i].worst, &b->kind[i].worst);
	}
	return 0;
}

static int save(const void *state, struct blob *b, struct err *e)
{
	const struct state *s = state;

	blob_put_u64(b, s->documents);
	for (size_t i = 0; i < KINDS; i++) {
		blob_put_u64(b, s->kind[i].documents);
		blob_put_u64(b, s->kind[i].occurrences);
		worst_save(&s->kind[i].worst, b);
	}
	return blob_ok(b) ? 0 : err_nomem(e);
}

static int load(void *state, struct blob *b, struct err *e)
{
	struct state *s = state;

	s->documents = blob_get_u64(b);
	for (size_t i = 0; i < KINDS; i++) {
		struct damaged *d = &s->kind[i];

		d->documents = blob_get_u64(b);
		d->occurrences = blob_get_u64(b);
		if (worst_load(&d->worst, b) < 0 || d->documents > s->documents || d->documents > d->occurrences ||
		    d->worst.count > d->documents)
			return err_set(e, ERR_STATE, "the counts of damaged documents are damaged");
	}
	return blob_ok(b) ? 0 : err_set(e, ERR_STATE, "the counts of damaged documents end early");
}

static void publish(const void *state, const struct plan *plan, struct sink *out)
{
	const struct state *s = state;
	struct where w = in_dataset();

	(void)plan;
	for (size_t i = 0; i < KINDS; i++) {
		const struct metric *m = &metrics[KIND_METRICS * i];
		const struct damaged *d = &s->kind[i];

		out->value(out, &m[0], w, (double)d->documents);
		sink_number(out, &m[1], w, (double)d->documents / (double)s->documents, "no documents");
		out->value(out, &m[2], w, (double)d->occurrences);
		out->detail(out, &m[3], w, worst_json(&d->worst));
	}
}

const struct analysis corpus_encoding = {
	.name = "corpus.encoding",
	.metrics = metrics,
	.pass = PASS_FIRST,
	.algebra = DISTRIBUTIVE,
	.law = MERGE_EXACT,
	.version = 1,
	.kinds = CORPUS_ANY,
	.state_size = state_size,
	.open = open,
	.update = update,
	.merge = merge,
	.save = save,
	.load = load,
	.publish = publish,
	.close = close,
};
