/* phrases: see phrases.h. */
#include "corpus/phrases.h"

#include <stdlib.h>

#define REFUSAL(text) { text, sizeof text - 1, PHRASES_REFUSAL }
#define DISCLAIMER(text) { text, sizeof text - 1, PHRASES_DISCLAIMER }
#define TEMPLATE(text) { text, sizeof text - 1, PHRASES_TEMPLATE }
#define PICTURE(text) { text, sizeof text - 1, PHRASES_PICTURE }
#define ATTACHED(text) { text, sizeof text - 1, PHRASES_ATTACHED }
#define LANGUAGE(text) { text, sizeof text - 1, PHRASES_LANGUAGE }

static const struct phrase {
	const char *text;
	size_t bytes;
	enum phrase_list list;
} phrases[] = {
	REFUSAL("i'm sorry, but i can't"), REFUSAL("i'm sorry, but i cannot"), REFUSAL("i am sorry, but i can't"),
	REFUSAL("i am sorry, but i cannot"), REFUSAL("i'm sorry, i can't"), REFUSAL("i'm sorry, i cannot"),
	REFUSAL("sorry, i can't"), REFUSAL("sorry, but i can't"), REFUSAL("i'm sorry, but as an ai"),
	REFUSAL("i'm sorry, as an ai"), REFUSAL("i'm sorry, but i'm not able to"), REFUSAL("i'm sorry, but i am not able to"),
	REFUSAL("i'm sorry, but i'm unable to"), REFUSAL("i'm sorry, but i don't have"),
	REFUSAL("i'm sorry, but i do not have"), REFUSAL("i apologize, but i can't"), REFUSAL("i apologize, but i cannot"),
	REFUSAL("i apologize, but i'm not able to"), REFUSAL("i apologize, but as an ai"), REFUSAL("i apologize, but i don't"),
	REFUSAL("unfortunately, i cannot"), REFUSAL("unfortunately, i can't"), REFUSAL("unfortunately, i'm not able to"),
	REFUSAL("unfortunately, i'm unable to"), REFUSAL("unfortunately, i am unable to"), REFUSAL("unfortunately, as an ai"),
	REFUSAL("i cannot fulfill"), REFUSAL("i can't fulfill"), REFUSAL("i cannot provide"), REFUSAL("i can't provide"),
	REFUSAL("i cannot assist"), REFUSAL("i can't assist"), REFUSAL("i cannot help with"), REFUSAL("i can't help with"),
	REFUSAL("i can't help you with"), REFUSAL("i cannot generate"), REFUSAL("i cannot create"), REFUSAL("i cannot comply"),
	REFUSAL("i can't comply"), REFUSAL("i cannot answer"), REFUSAL("i must decline"), REFUSAL("i won't be able to"),
	REFUSAL("i will not be able to"), REFUSAL("i'm not able to provide"), REFUSAL("i am not able to provide"),
	REFUSAL("i'm unable to"), REFUSAL("i am unable to"), REFUSAL("i'm not able to assist"),
	REFUSAL("i do not have the ability to"), REFUSAL("i don't have the ability to"),
	REFUSAL("i don't have the capability to"), REFUSAL("i do not have the capability to"),
	REFUSAL("it is not appropriate for me to"), REFUSAL("i don't feel comfortable"),

	DISCLAIMER("as an ai language model"), DISCLAIMER("as a language model"), DISCLAIMER("as a large language model"),
	DISCLAIMER("as an ai model"), DISCLAIMER("as an ai assistant"), DISCLAIMER("as an ai"),
	DISCLAIMER("as an artificial intelligence"), DISCLAIMER("i am an ai language model"),
	DISCLAIMER("i'm an ai language model"), DISCLAIMER("i am just an ai"), DISCLAIMER("i'm just an ai"),
	DISCLAIMER("i am a language model"), DISCLAIMER("i'm a language model"), DISCLAIMER("i am only an ai"),
	DISCLAIMER("trained by openai"), DISCLAIMER("developed by openai"), DISCLAIMER("my knowledge cutoff"),
	DISCLAIMER("my training data"), DISCLAIMER("i am an ai and"), DISCLAIMER("i'm an ai and"),

	TEMPLATE("<|im_start|>"), TEMPLATE("<|im_end|>"), TEMPLATE("<|im_sep|>"), TEMPLATE("<|endoftext|>"),
	TEMPLATE("<|end_of_text|>"), TEMPLATE("<|begin_of_text|>"), TEMPLATE("<|eot_id|>"), TEMPLATE("<|start_header_id|>"),
	TEMPLATE("<|end_header_id|>"), TEMPLATE("<|endofprompt|>"), TEMPLATE("<|system|>"), TEMPLATE("<|user|>"),
	TEMPLATE("<|assistant|>"), TEMPLATE("<|end|>"), TEMPLATE("<start_of_turn>"), TEMPLATE("<end_of_turn>"),
	TEMPLATE("[inst]"), TEMPLATE("[/inst]"), TEMPLATE("<<sys>>"), TEMPLATE("<</sys>>"), TEMPLATE("<functioncall>"),
	TEMPLATE("### response:"), TEMPLATE("### instruction:"), TEMPLATE("### human:"), TEMPLATE("### assistant:"),
	TEMPLATE("below is an instruction that describes a task"), TEMPLATE("{instruction}"), TEMPLATE("{{instruction}}"),
	TEMPLATE("{{input}}"), TEMPLATE("{{prompt}}"), TEMPLATE("{{question}}"), TEMPLATE("{{user}}"), TEMPLATE("{{char}}"),
	TEMPLATE("<bos>"), TEMPLATE("<eos>"), TEMPLATE("<unk>"),

	PICTURE("draw a"), PICTURE("draw an"), PICTURE("draw me"), PICTURE("draw the"), PICTURE("sketch a"),
	PICTURE("sketch an"), PICTURE("paint a picture of"), PICTURE("generate an image"), PICTURE("generate a picture"),
	PICTURE("create an image"), PICTURE("create a picture"), PICTURE("make a picture"), PICTURE("make an image"),
	PICTURE("produce an image"), PICTURE("design a logo"), PICTURE("create a logo"), PICTURE("draw and label"),
	PICTURE("make a drawing"), PICTURE("create a drawing"), PICTURE("take a picture"), PICTURE("upload an image"),
	PICTURE("upload a picture"),

	ATTACHED("attached image"), ATTACHED("attached picture"), ATTACHED("attached photo"), ATTACHED("attached file"),
	ATTACHED("attached document"), ATTACHED("(image)"), ATTACHED("[image]"), ATTACHED("<image>"), ATTACHED("(image of"),
	ATTACHED("(picture of"), ATTACHED("[picture of"), ATTACHED("[image of"), ATTACHED("(attached"), ATTACHED("[attached"),
	ATTACHED("<attached"), ATTACHED("http://"), ATTACHED("https://"), ATTACHED("www."), ATTACHED("(see image"),
	ATTACHED("see attached"), ATTACHED("picture attached"), ATTACHED("image attached"),

	LANGUAGE("translate"), LANGUAGE("translation"), LANGUAGE("translating"), LANGUAGE("translated"), LANGUAGE("in english"),
	LANGUAGE("in french"), LANGUAGE("in spanish"), LANGUAGE("in german"), LANGUAGE("in italian"), LANGUAGE("in portuguese"),
	LANGUAGE("in russian"), LANGUAGE("in chinese"), LANGUAGE("in japanese"), LANGUAGE("in korean"), LANGUAGE("in arabic"),
	LANGUAGE("in hindi"), LANGUAGE("in dutch"), LANGUAGE("in latin"), LANGUAGE("in greek"), LANGUAGE("to english"),
	LANGUAGE("to french"), LANGUAGE("to spanish"), LANGUAGE("to german"), LANGUAGE("to chinese"), LANGUAGE("into english"),
	LANGUAGE("into french"), LANGUAGE("into spanish"), LANGUAGE("into german"), LANGUAGE("into chinese"),
	LANGUAGE("language"), LANGUAGE("\xe7\xbf\xbb\xe8\xaf\x91"), LANGUAGE("\xe7\xbf\xbb\xe8\xad\xaf"),
	LANGUAGE("\xe8\x8b\xb1\xe6\x96\x87"), LANGUAGE("\xe8\x8b\xb1\xe8\xaf\xad"), LANGUAGE("\xe4\xb8\xad\xe6\x96\x87"),
	LANGUAGE("\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"), LANGUAGE("\xe8\x8b\xb1\xe8\xaa\x9e"),
	LANGUAGE("\xd0\xbf\xd0\xb5\xd1\x80\xd0\xb5\xd0\xb2\xd0\xb5\xd0\xb4\xd0\xb8"),
	LANGUAGE("\xd0\xb0\xd0\xbd\xd0\xb3\xd0\xbb\xd0\xb8\xd0\xb9\xd1\x81\xd0\xba"),
};
enum { PHRASES = sizeof phrases / sizeof phrases[0] };
_Static_assert(PHRASES <= sizeof((struct phrase_index *)0)->next / sizeof(uint16_t), "the index holds all phrases");

void phrases_index(struct phrase_index *x)
{
	*x = (struct phrase_index){ .first = { 0 } };
	for (size_t i = PHRASES; i-- > 0;) {
		unsigned char byte = (unsigned char)phrases[i].text[0];

		x->next[i] = x->first[byte];
		x->first[byte] = (uint16_t)(i + 1);
	}
}

/* ---- plain text ---- */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* A blank at `at`: how many bytes it has; U+00A0 is one, too. */
static size_t blank_bytes(const char *at, const char *end)
{
	if (*at == ' ' || (*at >= '\t' && *at <= '\r'))
		return 1;
	return *at == '\xc2' && end - at > 1 && at[1] == '\xa0' ? 2 : 0;
}

static char *plain_put(char *to, const char **from, const char *end)
{
	const char *at = *from;

	if (*at == '\xe2' && end - at > 2 && at[1] == '\x80') {	/* ‘ ’ “ ” */
		char straight = at[2] == '\x98' || at[2] == '\x99' ? '\'' : at[2] == '\x9c' || at[2] == '\x9d' ? '"' : 0;

		if (straight) {
			*to++ = straight;
			*from += 3;
			return to;
		}
	}
	*to++ = *at >= 'A' && *at <= 'Z' ? (char)(*at | 0x20) : *at;
	(*from)++;
	return to;
}

int plain_make(struct plain *p, struct span s)
{
	const char *at = s.at, *end;
	char *to;

	p->bytes = 0;
	if (!s.bytes)
		return 0;
	end = at + s.bytes;
	if (s.bytes > p->room) {
		char *grown = realloc(p->text, s.bytes);

		if (!grown)
			return -1;
		p->text = grown;
		p->room = s.bytes;
	}
	to = p->text;
	while (at < end) {
		size_t blank = blank_bytes(at, end);

		if (!blank) {
			to = plain_put(to, &at, end);
			continue;
		}
		at += blank;
		if (to > p->text && to[-1] != ' ')
			*to++ = ' ';
	}
	p->bytes = (size_t)(to - p->text);
	p->bytes -= p->bytes && p->text[p->bytes - 1] == ' ';
	return 0;
}

void plain_release(struct plain *p)
{
	free(p->text);
	*p = (struct plain){ NULL, 0, 0 };
}

/* ---- the walk ---- */

static bool is_letter(char c)
{
	return is_word(c) && (unsigned char)c < 0x80;
}

static bool phrase_is_at(const struct phrase *f, const struct plain *p, size_t at)
{
	size_t behind = at + f->bytes;

	if (behind > p->bytes || p->text[at + 1] != f->text[1] || memcmp(p->text + at, f->text, f->bytes) != 0)
		return false;
	return !is_letter(f->text[f->bytes - 1]) || behind == p->bytes || !is_word(p->text[behind]);
}

void phrases_find(const struct phrase_index *x, const struct plain *p, size_t first[PHRASE_LISTS])
{
	for (size_t l = 0; l < PHRASE_LISTS; l++)
		first[l] = PHRASE_NOWHERE;
	for (size_t at = 0; at < p->bytes; at++) {
		size_t i = x->first[(unsigned char)p->text[at]];

		if (!i || (at && is_letter(p->text[at]) && is_word(p->text[at - 1])))
			continue;	/* nothing starts so, or it is inside of a word */
		for (; i; i = x->next[i - 1]) {
			const struct phrase *f = &phrases[i - 1];

			if (first[f->list] == PHRASE_NOWHERE && phrase_is_at(f, p, at))
				first[f->list] = at;
		}
	}
}
