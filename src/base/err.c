/* err: see err.h. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	va_list args;

	if (e->code != ERR_NONE)
		return -1;
	e->code = code;
	va_start(args, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, args);
	va_end(args);
	return -1;
}

int err_in(struct err *e, const char *fmt, ...)
{
	char context[sizeof e->text];
	size_t used, room, kept;
	va_list args;

	va_start(args, fmt);
	vsnprintf(context, sizeof context - 2, fmt, args);
	va_end(args);
	used = strlen(context);
	memcpy(context + used, ": ", 2);
	used += 2;
	room = sizeof e->text - 1 - used;
	kept = strnlen(e->text, room);		/* what is cut is the end of the oldest part */
	memmove(e->text + used, e->text, kept);
	memcpy(e->text, context, used);
	e->text[used + kept] = '\0';
	return -1;
}

int err_nomem(struct err *e)
{
	return err_set(e, ERR_NOMEM, "out of memory");
}
