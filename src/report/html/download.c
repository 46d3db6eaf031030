/* download: the JSON report that the page carries, as a link that holds it; compressed where it is large. */
#include "report/html/page.h"

#include "report/json_write.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Bytes; base64 makes four of three. As it is anybody can open it, so that is done as long as the page stays small. */
enum { PLAIN_MOST = 1600000, PACKED_MOST = 1500000, GZIP = 15 + 16, MEMORY = 8 };

static void base64_put(FILE *to, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < n; i += 3) {
		unsigned v = (unsigned)bytes[i] << 16, have = n - i < 3 ? (unsigned)(n - i) : 3;

		v |= have > 1 ? (unsigned)bytes[i + 1] << 8 : 0;
		v |= have > 2 ? (unsigned)bytes[i + 2] : 0;
		fputc(digits[v >> 18], to);
		fputc(digits[v >> 12 & 63], to);
		fputc(have > 1 ? digits[v >> 6 & 63] : '=', to);
		fputc(have > 2 ? digits[v & 63] : '=', to);
	}
}

static void link_put(struct page *p, const char *name, const char *media, const void *bytes, size_t n, size_t whole)
{
	page_printf(p, "<p><a id=\"json\" download=\"%s\" href=\"data:%s;base64,", name, media);
	base64_put(p->to, bytes, n);
	page_printf(p, "\">Download the JSON report</a> (%zu kB%s), which holds every figure of this page and more.</p>", whole / 1000 + 1,
		    n < whole ? ", compressed" : "");
}

/* All of it, or nothing where it is too large when compressed. The fastest level: what the others save is not worth their time here.
 * 1: put; 0: too large; -1: no memory. */
static int packed_put(struct page *p, char *json, size_t n)
{
	unsigned char *packed = malloc(PACKED_MOST);
	z_stream z = { .next_in = (unsigned char *)json, .avail_in = (unsigned)n, .next_out = packed, .avail_out = PACKED_MOST };
	int done = -1;

	if (packed && deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, GZIP, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK) {
		done = deflate(&z, Z_FINISH) == Z_STREAM_END;
		if (done)
			link_put(p, "report.json.gz", "application/gzip", packed, z.total_out, n);
		deflateEnd(&z);
	}
	free(packed);
	return done;
}

int page_download(struct page *p, struct err *e)
{
	char *json = json_write(p->report);
	size_t n = json ? strlen(json) : 0;
	int done = json ? 0 : -1;

	page_put(p, "<h3>The figures for programs</h3>");
	if (json && n <= PLAIN_MOST) {
		link_put(p, "report.json", "application/json", json, n, n);
		done = 1;
	} else if (json && n < UINT32_MAX) {
		done = packed_put(p, json, n);
	}
	if (done == 0)
		page_printf(p, "<p>The JSON report is %zu MB and too large to travel in this page; "
			       "<code>assay audit --json FILE</code> writes it.</p>", n / 1000000);
	free(json);
	return done < 0 ? err_nomem(e) : 0;
}
