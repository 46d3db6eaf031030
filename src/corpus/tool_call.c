/* tool_call: see tool_call.h.
 *
 *   tools    [{"type": "function", "function": {"name", "parameters"}}] or [{"name", "parameters"}], or one of them alone
 *   call     {"function": {"name", "arguments"}} or {"name", "arguments"}; arguments an object, or a text that is one as JSON
 */
#include "corpus/tool_call.h"

/* ---- schemas ---- */

static bool number_is_whole(struct span s)
{
	for (size_t i = 0; i < s.bytes; i++)
		if (s.at[i] == '.' || s.at[i] == 'e' || s.at[i] == 'E') {
			/* 1.0 is an integer to JSON Schema; exponents are not worked out */
			const char *dot = memchr(s.at, '.', s.bytes);

			if (!dot || memchr(s.at, 'e', s.bytes) || memchr(s.at, 'E', s.bytes))
				return false;
			while (++dot < s.at + s.bytes)
				if (*dot != '0')
					return false;
			return true;
		}
	return true;
}

static bool type_is(const struct json *type, const struct json *value)
{
	static const struct { const char *name; unsigned kinds; } types[] = {
		{ "null", 1u << JSON_NULL }, { "boolean", 1u << JSON_TRUE | 1u << JSON_FALSE }, { "number", 1u << JSON_NUMBER },
		{ "integer", 1u << JSON_NUMBER }, { "string", 1u << JSON_STRING }, { "array", 1u << JSON_ARRAY },
		  { "object", 1u << JSON_OBJECT },
		{ "float", 1u << JSON_NUMBER }, { "dict", 1u << JSON_OBJECT }, { "list", 1u << JSON_ARRAY },
		  { "bool", 1u << JSON_TRUE | 1u << JSON_FALSE },
	};

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (span_is(json_text(type), types[i].name))
			return (types[i].kinds >> value->kind & 1) &&
				(!span_is(type->text, "integer") || number_is_whole(value->text));
	return true;	/* a type that we do not know forbids nothing */
}

/* "type" is a name, or a list of which one will do. */
static bool types_fit(const struct json *type, const struct json *value)
{
	if (!type || type->kind != JSON_ARRAY)
		return !type || type_is(type, value);
	for (const struct json *t = type->child; t; t = t->next)
		if (type_is(t, value))
			return true;
	return !type->child;
}

static const struct json *member_of(const struct json *object, struct span key)
{
	if (object && object->kind == JSON_OBJECT)
		for (const struct json *m = object->child; m; m = m->next)
			if (span_equal(m->key, key))
				return m;
	return NULL;
}

static unsigned object_faults(const struct json *schema, const struct json *value)
{
	const struct json *properties = json_member(schema, "properties"), *required = json_member(schema, "required");
	const struct json *more = json_member(schema, "additionalProperties");
	unsigned faults = 0;

	for (const struct json *r = required && required->kind == JSON_ARRAY ? required->child : NULL; r; r = r->next)
		if (r->kind == JSON_STRING && !member_of(value, r->text))
			faults |= CALL_REQUIRED;
	for (const struct json *m = value->child; m; m = m->next) {
		const struct json *of = member_of(properties, m->key);

		if (of)
			faults |= schema_faults(of, m);
		else if (properties && (!more || more->kind == JSON_FALSE))
			faults |= CALL_UNKNOWN_ARGUMENT;
	}
	return faults;
}

unsigned schema_faults(const struct json *schema, const struct json *value)
{
	const struct json *any = json_member(schema, "enum"), *items = json_member(schema, "items");
	unsigned faults = types_fit(json_member(schema, "type"), value) ? 0 : CALL_TYPE;
	bool listed = !any || any->kind != JSON_ARRAY;

	for (const struct json *one = listed ? NULL : any->child; one && !listed; one = one->next)
		listed = json_equal(one, value);
	faults |= listed ? 0 : CALL_ENUM;
	if (value->kind == JSON_OBJECT && schema->kind == JSON_OBJECT)
		faults |= object_faults(schema, value);
	if (value->kind == JSON_ARRAY && items && items->kind == JSON_OBJECT)
		for (const struct json *one = value->child; one; one = one->next)
			faults |= schema_faults(items, one);
	return faults;
}

/* ---- tools ---- */

/* What names a tool or call: its member "function", or itself. */
static const struct json *function_of(const struct json *j)
{
	const struct json *function = json_member(j, "function");

	return function && function->kind == JSON_OBJECT ? function : j;
}

static const struct json *first_tool(const struct json *tools)
{
	return tools->kind == JSON_ARRAY ? tools->child : tools;
}

static const struct json *tool_named(const struct json *tools, struct span name)
{
	for (const struct json *t = first_tool(tools); t; t = tools->kind == JSON_ARRAY ? t->next : NULL)
		if (span_equal(json_text(json_member(function_of(t), "name")), name))
			return function_of(t);
	return NULL;
}

bool tools_are_malformed(const struct json *tools)
{
	if (tools->kind != JSON_ARRAY && tools->kind != JSON_OBJECT)
		return true;
	for (const struct json *t = first_tool(tools); t; t = tools->kind == JSON_ARRAY ? t->next : NULL)
		if (!json_text(json_member(function_of(t), "name")).bytes)
			return true;
	return false;
}

/* ---- calls ---- */

/* The arguments as an object: themselves, or what their text is. NULL and 0: they are not. */
static int arguments_read(struct corpus_reader *r, const struct json *given, const struct json **out, struct err *e)
{
	struct json *read;
	int got;

	*out = NULL;
	if (given && given->kind == JSON_OBJECT)
		*out = given;
	if (!given || given->kind != JSON_STRING)
		return 0;
	got = json_value_read(&r->arena, given->text.at, given->text.bytes, &read);
	if (got == 0 && read->kind == JSON_OBJECT)
		*out = read;
	return got < 0 ? err_nomem(e) : 0;
}

static int call_faults(struct corpus_reader *r, const struct corpus_view *v, const struct json *call, unsigned *faults,
		       struct err *e)
{
	const struct json *function = function_of(call), *given = json_member(function, "arguments"), *arguments, *tool, *schema;
	struct span name = json_text(json_member(function, "name"));

	*faults = name.bytes ? 0 : CALL_MALFORMED;
	given = given ? given : json_member(function, "parameters");
	if (arguments_read(r, given, &arguments, e) < 0)
		return -1;
	if (!arguments && given)
		*faults |= CALL_NOT_JSON;
	if (!name.bytes)
		return 0;
	if (!v->tools) {
		*faults |= CALL_UNDECLARED;
		return 0;
	}
	tool = tool_named(v->tools, name);
	if (!tool) {
		*faults |= CALL_UNKNOWN_TOOL;
		return 0;
	}
	schema = json_member(tool, "parameters");
	schema = schema ? schema : json_member(tool, "input_schema");
	if (schema && schema->kind == JSON_OBJECT && arguments)
		*faults |= schema_faults(schema, arguments);
	else if (schema && !given && json_member(schema, "required") && json_member(schema, "required")->child)
		*faults |= CALL_REQUIRED;
	return 0;
}

int turn_calls(struct corpus_reader *r, const struct corpus_view *v, const struct turn *t, void (*take)(void *, unsigned),
	       void *context, struct err *e)
{
	const struct json *calls = t->calls;
	unsigned faults;

	if (!calls && t->role == TURN_CALL) {
		struct json *read;
		int got = json_value_read(&r->arena, t->content.at, t->content.bytes, &read);

		if (got < 0)
			return err_nomem(e);
		if (got > 0) {
			take(context, CALL_NOT_JSON);
			return 0;
		}
		calls = read;
	}
	if (!calls)
		return 0;
	for (const struct json *c = calls->kind == JSON_ARRAY ? calls->child : calls; c; c = calls->kind == JSON_ARRAY ?
	     c->next : NULL) {
		if (call_faults(r, v, c, &faults, e) < 0)
			return -1;
		take(context, faults);
	}
	return 0;
}
