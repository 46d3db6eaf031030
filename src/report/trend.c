/* trend: see trend.h. */
#include "report/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int trend_read(struct trend *t, const char *text, struct err *e)
{
	char *end;

	*t = (struct trend){ .given = text != NULL };
	if (!text)
		return 0;
	t->by = strtod(text, &end);
	t->share = strcmp(end, "%") == 0;
	if (end == text || (*end && !t->share) || !(t->by >= 0 && t->by < INFINITY))
		return err_set(e, ERR_USAGE, "--max-change takes a number, or a share like 10%%, not \"%.100s\"", text);
	t->by /= t->share ? 100 : 1;
	return 0;
}

static int ascending(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

struct trend_verdict trend_judge(const struct trend *t, double *value, size_t count)
{
	struct trend_verdict v = { .judged = false };
	size_t before = count ? count - 1 : 0;

	if (!t->given || before < TREND_LEAST)
		return v;
	qsort(value, before, sizeof *value, ascending);
	v.judged = true;
	v.latest = value[before];
	v.median = before % 2 ? value[before / 2] : value[before / 2 - 1] / 2 + value[before / 2] / 2;
	v.limit = t->share ? fabs(v.median) * t->by : t->by;
	v.broken = !(fabs(v.latest - v.median) <= v.limit);
	return v;
}
