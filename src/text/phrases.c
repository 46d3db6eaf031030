/* phrases: see phrases.h. No phrase starts with another one. */
#include "text/phrases.h"

#include <string.h>

static const struct {
	const char *text;
	enum phrase_kind kind;
} phrase[] = {
	{ "lorem ipsum", PHRASE_LOREM_IPSUM }, { "javascript", PHRASE_JAVASCRIPT }, { "terms of use", PHRASE_POLICY },
	{ "privacy policy", PHRASE_POLICY }, { "cookie policy", PHRASE_POLICY }, { "uses cookies", PHRASE_POLICY },
	{ "use of cookies", PHRASE_POLICY }, { "use cookies", PHRASE_POLICY }, { "all rights reserved", PHRASE_BOILERPLATE },
	{ "terms of service", PHRASE_BOILERPLATE }, { "terms and conditions", PHRASE_BOILERPLATE },
	{ "accept cookies", PHRASE_BOILERPLATE },
	{ "accept all cookies", PHRASE_BOILERPLATE }, { "subscribe to our", PHRASE_BOILERPLATE },
	{ "sign up for our", PHRASE_BOILERPLATE },
	{ "newsletter", PHRASE_BOILERPLATE }, { "click here", PHRASE_BOILERPLATE }, { "read more", PHRASE_BOILERPLATE },
	{ "powered by", PHRASE_BOILERPLATE }, { "share this", PHRASE_BOILERPLATE }, { "share on facebook", PHRASE_BOILERPLATE },
	{ "leave a comment", PHRASE_BOILERPLATE }, { "leave a reply", PHRASE_BOILERPLATE }, { "skip to content", PHRASE_BOILERPLATE },
	{ "skip to main", PHRASE_BOILERPLATE }, { "add to cart", PHRASE_BOILERPLATE },
	{ "your email address will not be published", PHRASE_BOILERPLATE },
	{ "view all posts", PHRASE_BOILERPLATE }, { "copyright ©", PHRASE_BOILERPLATE },
};
enum { PHRASES = sizeof phrase / sizeof phrase[0], WINDOW = 9 };

static unsigned fold(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static unsigned block(const char *at)
{
	return (fold(at[0]) << 5 ^ fold(at[1])) & 4095;
}

void phrases_open(struct phrases *p)
{
	memset(p->jump, WINDOW - 1, sizeof p->jump);
	for (size_t i = 0; i < PHRASES; i++)
		for (unsigned j = 0; j + 2 <= WINDOW; j++) {
			uint8_t *jump = &p->jump[block(phrase[i].text + j)], wanted = (uint8_t)(WINDOW - 2 - j);

			*jump = wanted < *jump ? wanted : *jump;
		}
}

static bool starts(const char *text, size_t n, const char *with)
{
	size_t length = strlen(with), i = 0;

	while (i < length && i < n && fold(text[i]) == (unsigned char)with[i])
		i++;
	return i == length;
}

bool phrase_next(const struct phrases *p, const char *text, size_t n, size_t *at, struct phrase_hit *hit)
{
	size_t i = *at;

	while (i + WINDOW <= n) {
		unsigned jump = p->jump[block(text + i + WINDOW - 2)];

		if (jump) {
			i += jump;
			continue;
		}
		for (size_t k = 0; k < PHRASES; k++) {
			if (fold(text[i]) != (unsigned char)phrase[k].text[0] || !starts(text + i, n - i, phrase[k].text))
				continue;
			*hit = (struct phrase_hit){ (uint32_t)i, phrase[k].kind };
			*at = i + 1;
			return true;
		}
		i++;
	}
	*at = n;
	return false;
}
