/* tool_call: does a call fit the tools that were declared? A call's arguments are held against its tool's JSON Schema: types,
 * required members, enums, members that are forbidden, at every depth. Other words of the schema ($ref, anyOf, patterns, bounds)
 * are not looked at.
 */
#ifndef ASSAY_CORPUS_TOOL_CALL_H
#define ASSAY_CORPUS_TOOL_CALL_H

#include "corpus/corpus.h"

enum call_fault {
	CALL_MALFORMED = 1,		/* no object with a name */
	CALL_NOT_JSON = 2,		/* the call's text or its arguments are not JSON, or no object */
	CALL_UNDECLARED = 4,		/* the record declares no tools */
	CALL_UNKNOWN_TOOL = 8,		/* it does, but none of that name */
	CALL_REQUIRED = 16,		/* a required argument is not there */
	CALL_TYPE = 32,			/* an argument is of another type */
	CALL_ENUM = 64,			/* a value that the schema does not list */
	CALL_UNKNOWN_ARGUMENT = 128,	/* the schema lists the arguments, and this is none of them */
};

/* Each call of a turn: OpenAI's tool_calls and function_call, or the text of a ShareGPT function_call. Calls `take` once for
 * each, with its faults. -1: no memory. */
int turn_calls(struct corpus_reader *, const struct corpus_view *, const struct turn *, void (*take)(void *, unsigned faults),
	       void *context,
	       struct err *);

/* Is there a declared tool that is no object with a name? */
bool tools_are_malformed(const struct json *tools);

/* A value against a schema: enum call_fault bits. */
unsigned schema_faults(const struct json *schema, const struct json *value);

#endif
