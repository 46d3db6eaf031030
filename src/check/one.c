/* one: a check that gives up; see one.h. */
#include "check/one.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int check_give_up(struct checking *k, struct check *c, struct err *e, const char *fmt, ...)
{
	char said[600];
	va_list args;

	va_start(args, fmt);
	vsnprintf(said, sizeof said, fmt, args);
	va_end(args);
	c->reason = arena_copy(k->arena, said, strlen(said));
	return c->reason ? 0 : err_nomem(e);
}

int check_fail(struct checking *k, struct check *c, struct err *e)
{
	struct err why = *e;

	if (why.code == ERR_NOMEM || why.code == ERR_STORE || why.code == ERR_BUG)
		return -1;
	*e = (struct err){ .code = ERR_NONE };
	return check_give_up(k, c, e, "%.500s", why.text);
}
