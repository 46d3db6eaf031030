/* progress: see progress.h. */
#include "cli/progress.h"

#include "cli/page.h"
#include "cli/terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_LEAST = 10, BAR_MOST = 30, LINE_BYTES = 1024, PIECE_BYTES = 64, WIPE_MOST = 250 };

static const double QUIET_SECONDS = 0.5, EVERY_SECONDS = 0.1;

/* Columns of the line that stands on the screen; the signal handler reads it. */
static volatile sig_atomic_t on_screen;

static double clock_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

bool progress_wanted(const char *wish)
{
	const char *term = getenv("TERM");

	if (wish && strcmp(wish, "auto") != 0)
		return strcmp(wish, "always") == 0;
	return isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
}

void progress_start(struct progress *p, bool unicode)
{
	*p = (struct progress){ .unicode = unicode, .start = clock_seconds() };
}

void progress_end(void)
{
	char blanks[WIPE_MOST + 2];
	size_t n = on_screen < WIPE_MOST ? (size_t)on_screen : WIPE_MOST;

	if (!n)
		return;
	on_screen = 0;
	memset(blanks, ' ', sizeof blanks);
	blanks[0] = blanks[n + 1] = '\r';
	(void)!write(STDERR_FILENO, blanks, n + 2);
}

/* 1234567 → "1,234,567". */
static void count_text(char piece[PIECE_BYTES], uint64_t n, const char *unit)
{
	char digits[24];
	size_t length = (size_t)snprintf(digits, sizeof digits, "%ju", (uintmax_t)n), used = 0;

	for (size_t i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			piece[used++] = ',';
		piece[used++] = digits[i];
	}
	snprintf(piece + used, PIECE_BYTES - used, " %s", unit);
}

static const struct { const char *name; double bytes; } units[] = {
	{ "B", 1 }, { "kB", 1e3 }, { "MB", 1e6 }, { "GB", 1e9 }, { "TB", 1e12 }, { "PB", 1e15 } };

/* "1.1 of 2.3 GB"; the same unit for both. */
static void bytes_text(char piece[PIECE_BYTES], const struct assay_progress *p)
{
	uint64_t most = p->bytes_total ? p->bytes_total : p->bytes;
	size_t u = 0;

	while (u + 1 < sizeof units / sizeof units[0] && (double)most >= units[u + 1].bytes)
		u++;
	if (p->bytes_total)
		snprintf(piece, PIECE_BYTES, "%.*f of %.*f %s", u ? 1 : 0, (double)p->bytes / units[u].bytes, u ? 1 : 0,
			 (double)p->bytes_total / units[u].bytes, units[u].name);
	else
		snprintf(piece, PIECE_BYTES, "%.*f %s", u ? 1 : 0, (double)p->bytes / units[u].bytes, units[u].name);
}

/* Time that is left, as the pace so far tells; nothing before the pace is known. */
static void left_text(char piece[PIECE_BYTES], double fraction, double seconds)
{
	double left = fraction > 0 ? seconds * (1 - fraction) / fraction : 0;
	unsigned whole = left < 360000 ? (unsigned)(left + 0.5) : 360000;

	piece[0] = '\0';
	if (fraction < 0.01 || fraction >= 1 || seconds < 1)
		return;
	if (whole >= 3600)
		snprintf(piece, PIECE_BYTES, "%u:%02u:%02u left", whole / 3600, whole / 60 % 60, whole % 60);
	else
		snprintf(piece, PIECE_BYTES, "%u:%02u left", whole / 60, whole % 60);
}

/* A bar of so many columns, in eighths of a column where there are such characters. */
static size_t bar_put(char *to, double fraction, size_t columns, bool unicode)
{
	static const char *const eighth[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	double filled = fraction * (double)columns;
	size_t whole = (size_t)filled, used = 0, part = (size_t)((filled - (double)whole) * 8), column;

	if (!unicode) {
		memset(to, '.', columns);
		memset(to, '#', whole);
		return columns;
	}
	for (column = 0; column < whole; column++, used += 3)
		memcpy(to + used, "█", 3);
	if (column < columns && part) {
		memcpy(to + used, eighth[part], 3);
		used += 3;
		column++;
	}
	memset(to + used, ' ', columns - column);
	return used + columns - column;
}

void progress_line(char *line, size_t room, const struct assay_progress *p, double seconds, uint64_t rows, unsigned columns, bool unicode)
{
	enum { PERCENT, BYTES, ROWS, RATE, LEFT, PIECES };
	/* What goes first when the line is too narrow comes last here. */
	static const int order[PIECES] = { PERCENT, LEFT, ROWS, BYTES, RATE };
	char piece[PIECES][PIECE_BYTES] = { "" }, bar[4 * BAR_MOST + 4];
	bool shown[PIECES] = { false };
	double fraction = p->fraction > 1 ? 1 : p->fraction;
	size_t used = page_columns(p->stage), at, n = 0;

	if (fraction >= 0) {
		snprintf(piece[PERCENT], PIECE_BYTES, "%.0f %%", fraction * 100);
		left_text(piece[LEFT], fraction, seconds);
	}
	if (p->bytes)
		bytes_text(piece[BYTES], p);
	if (p->rows)
		count_text(piece[ROWS], p->rows, "rows");
	if (rows && seconds >= 1)
		count_text(piece[RATE], (uint64_t)((double)rows / seconds), "rows/s");
	for (int i = 0; i < PIECES; i++) {
		size_t wide = page_columns(piece[order[i]]) + 2;

		shown[order[i]] = wide > 2 && used + wide + (fraction >= 0 ? BAR_LEAST + 2 : 0) <= columns;
		used += shown[order[i]] ? wide : 0;
	}
	if (fraction >= 0 && used + 2 + BAR_LEAST <= columns)
		n = bar_put(bar, fraction, columns - used - 2 < BAR_MOST ? columns - used - 2 : BAR_MOST, unicode);
	at = (size_t)snprintf(line, room, "%.*s%s%.*s", (int)columns, p->stage, n ? "  " : "", (int)n, bar);
	for (int i = 0; i < PIECES; i++)
		if (shown[i] && at < room)
			at += (size_t)snprintf(line + at, room - at, "  %s", piece[i]);
}

void progress_show(void *context, const struct assay_progress *p)
{
	struct progress *state = context;
	double now = clock_seconds();
	unsigned columns = terminal_columns(STDERR_FILENO);
	char line[LINE_BYTES];
	size_t wide, before;

	if (strcmp(state->stage, p->stage) != 0) {
		bool first = !state->stage[0];

		snprintf(state->stage, sizeof state->stage, "%s", p->stage);
		state->stage_start = first ? state->start : now;
		state->stage_rows = first ? 0 : p->rows;
	}
	if (now - state->start < QUIET_SECONDS || now - state->drawn < EVERY_SECONDS)
		return;
	state->drawn = now;
	columns = columns > WIPE_MOST ? WIPE_MOST : columns;
	progress_line(line, sizeof line, p, now - state->stage_start, p->rows - state->stage_rows, columns > 1 ? columns - 1 : 1, state->unicode);
	wide = page_columns(line);
	before = (size_t)on_screen;
	on_screen = (int)wide;
	fprintf(stderr, "\r%s%*s", line, before > wide ? (int)(before - wide) : 0, "");
	fflush(stderr);
}
