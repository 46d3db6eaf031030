/* summary_parts: what the parts of the summary share; see summary_parts.h. */
#include "report/summary_parts.h"

#include "judge/number_text.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const struct severity_look severity_looks[RANKS] = {
	{ "error", "error", "errors", "errors", "✖", "x", STYLE_RED },
	{ "warn", "warning", "warnings", "warnings", "▲", "!", STYLE_YELLOW },
	{ "info", "note", "notes", "infos", "●", "-", STYLE_BLUE },
};

size_t finding_rank(const cJSON *finding)
{
	const char *severity = text_at(finding, "severity");
	size_t rank = 0;

	while (rank < RANKS - 1 && (!severity || strcmp(severity, severity_looks[rank].name) != 0))
		rank++;
	return rank;
}

const cJSON *member_at(const cJSON *object, const char *place)
{
	char name[64];

	while (object) {
		size_t n = strcspn(place, ".");

		n = n < sizeof name ? n : sizeof name - 1;
		memcpy(name, place, n);
		name[n] = '\0';
		object = cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
		if (!place[n])
			break;
		place += n + 1;
	}
	return object;
}

bool number_at(const cJSON *object, const char *place, double *value)
{
	const cJSON *m = member_at(object, place);

	if (!cJSON_IsNumber(m) || !isfinite(m->valuedouble))
		return false;
	*value = m->valuedouble;
	return true;
}

const char *text_at(const cJSON *object, const char *place)
{
	const cJSON *m = member_at(object, place);

	return cJSON_IsString(m) ? m->valuestring : NULL;
}

const cJSON *list_at(const cJSON *object, const char *place)
{
	const cJSON *m = member_at(object, place);

	return cJSON_IsArray(m) ? m : NULL;
}

void share_text(char *buffer, double fraction)
{
	double tenths = round(fraction * 1000);

	if (fraction > 0 && tenths < 1)
		strcpy(buffer, "<0.1 %");
	else if (fraction < 1 && tenths >= 1000)
		strcpy(buffer, ">99.9 %");
	else if (fabs(fraction) <= 1)
		number_percent(buffer, tenths / 1000, NAN);
	else
		number_exactly(buffer, fraction);
}

void count_text(char *buffer, double count)
{
	number_count(buffer, count);
}

void figure_text(char *buffer, double value)
{
	number_roughly(buffer, value, NAN);
}

void counted_text(char text[TEXT_BYTES], double count, const char *one, const char *many)
{
	char number[NUMBER_BYTES];

	count_text(number, count);
	snprintf(text, TEXT_BYTES, "%s %s", number, count == 1 ? one : many);
}

void line_begin(struct screen *s)
{
	line_start(&s->line, s->columns, s->colour, s->unicode);
}

void line_begin_at(struct screen *s, size_t column)
{
	line_begin(s);
	line_to(&s->line, column);
}

void line_flush(struct screen *s)
{
	if (s->to)
		line_end(&s->line, s->to);
	s->lines++;
}

void blank_write(struct screen *s)
{
	line_begin(s);
	line_flush(s);
}

void text_flow(struct screen *s, enum style style, const char *text, size_t indent, size_t lines)
{
	enum { ROOM_LEAST = 8 };	/* with less a text is rather cut than torn */

	for (; lines > 1 && s->wrap && s->columns >= s->line.columns + ROOM_LEAST; lines--) {
		const char *next;
		size_t bytes = text_break(text, s->columns - s->line.columns, &next);

		if (!*next)
			break;
		line_put_bytes(&s->line, style, text, bytes);
		line_flush(s);
		line_begin_at(s, indent);
		text = next;
	}
	line_put(&s->line, style, text);
}
