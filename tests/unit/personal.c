/* personal: what is taken for personal data or a secret, from published examples and test numbers, and what comes near and is none.
 */
#include "report/personal.h"
#include "report/redact_texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct personal *all;

/* What is found in a text, "kind=part" with blanks between; the earlier kind has what two kinds see. */
static const char *found_in(const char *text, bool number)
{
	static char said[512];
	char rest[256];
	size_t used = 0, length = strlen(text);
	struct personal_found f;

	assert_true(length < sizeof rest);
	memcpy(rest, text, length + 1);
	said[0] = '\0';
	for (size_t k = 0; k < personal_kinds(); k++) {
		for (size_t from = 0; personal_next(all, k, rest, length, from, number, &f); from = f.start + f.length) {
			used += (size_t)snprintf(said + used, sizeof said - used, "%s%s=%.*s", used ? " " : "", personal_name(k), (int)f.length,
						 rest + f.start);
			memset(rest + f.start, '~', f.length);
		}
	}
	return said;
}

static void finds(const char *text, const char *kind, const char *part)
{
	char wanted[300];

	snprintf(wanted, sizeof wanted, "%s=%s", kind, part);
	assert_string_equal(found_in(text, false), wanted);
}

static void finds_nothing(const char *text)
{
	assert_string_equal(found_in(text, false), "");
}

static void test_mail(void **state)
{
	(void)state;
	finds("ann@example.com", "e-mail", "ann@example.com");
	finds("<ann.b+c@mail.example.co.uk>, hello", "e-mail", "ann.b+c@mail.example.co.uk");
	finds("j\xc3\xb6rg@b\xc3\xbc" "cher.example", "e-mail", "j\xc3\xb6rg@b\xc3\xbc" "cher.example");
	finds("Ask ann@example.com.", "e-mail", "ann@example.com");
	finds_nothing("@ann");
	finds_nothing("3 @ 4.50");
	finds_nothing("ann@localhost");
	finds_nothing("a@b.1");
}

static void test_cards(void **state)
{
	(void)state;
	finds("4111 1111 1111 1111", "card", "4111 1111 1111 1111");	/* the networks' test numbers */
	finds("5500-0000-0000-0004", "card", "5500-0000-0000-0004");
	finds("x,4111111111111111,100", "card", "4111111111111111");
	finds("3782 822463 10005", "card", "3782 822463 10005");
	finds("2223003122003222", "card", "2223003122003222");
	finds("6011111111111117", "card", "6011111111111117");
	finds_nothing("4111 1111 1111 1112");		/* the check digit */
	finds_nothing("4111 1111-1111 1111");
	finds_nothing("1700000000000");			/* a time in milliseconds */
	finds_nothing("4111111111111111.5");
	finds_nothing("0.4111111111111111");
	finds_nothing("2024-01-01 2024-02-03");
	assert_string_equal(found_in("4111111111111111", true), "");	/* in a column of numbers */
}

static void test_iban(void **state)
{
	(void)state;
	finds("GB82 WEST 1234 5698 7654 32", "IBAN", "GB82 WEST 1234 5698 7654 32");	/* the registry's examples */
	finds("to DE89370400440532013000.", "IBAN", "DE89370400440532013000");
	finds("NO93 8601 1117 947", "IBAN", "NO93 8601 1117 947");
	finds("GB82 WEST 1234 5698 7654 32 now", "IBAN", "GB82 WEST 1234 5698 7654 32");
	finds_nothing("GB82 WEST 1234 5698 7654 33");
	finds_nothing("ZZ82 WEST 1234 5698 7654 32");
	finds_nothing("DE8937040044053201300");
}

static void test_numbers(void **state)
{
	(void)state;
	finds("+49 170 1234567", "phone", "+49 170 1234567");
	finds("+1 (555) 123-4567", "phone", "+1 (555) 123-4567");
	finds("call (212) 555-0123", "phone", "(212) 555-0123");
	finds("+491701234567", "phone", "+491701234567");
	assert_string_equal(found_in("+491701234567", true), "");
	finds_nothing("123456789");
	finds_nothing("2024-01-02");
	finds_nothing("2024-01-02T03:04:05+01:00");
	finds_nothing("+123456789.25");
	finds_nothing("+1 2 3");
	finds("078-05-1120", "SSN", "078-05-1120");	/* once printed on a card in every wallet of a shop */
	finds_nothing("000-12-3456");
	finds_nothing("666-12-3456");
	finds_nothing("123-45-67890");
	finds_nothing("123-00-4567");
	finds("from 192.0.2.17:80", "IP address", "192.0.2.17");
	finds_nothing("192.0.2");
	finds_nothing("192.0.2.256");
	finds_nothing("1.2.3.4.5");
	finds_nothing("v1.2.3.4");
}

static void test_secrets(void **state)
{
	(void)state;
	finds("AKIAIOSFODNN7EXAMPLE", "key", "AKIAIOSFODNN7EXAMPLE");	/* of the documentation of AWS */
	finds("t=ghp_" "0123456789abcdefghijABCDEFGHIJ012345", "key", "ghp_" "0123456789abcdefghijABCDEFGHIJ012345");
	finds("sk-" "proj-0123456789abcdefghijkl", "key", "sk-" "proj-0123456789abcdefghijkl");
	finds("xoxb-" "0123456789-abcdefghij", "key", "xoxb-" "0123456789-abcdefghij");
	finds("AIza" "SyA0123456789abcdefghijklmnopqrstuv", "key", "AIza" "SyA0123456789abcdefghijklmnopqrstuv");
	finds("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln");
	finds("-----BEGIN RSA PRIVATE KEY-----\nMII", "private key", "-----BEGIN RSA PRIVATE KEY-----\nMII");
	finds_nothing("AKIA");
	finds_nothing("-----BEGIN PUBLIC KEY-----");
	finds_nothing("sk-learn-is-a-library-of-python");
	finds_nothing("task-0123456789abcdefghijklmn");
	finds_nothing("eyJudge");
}

/* Whatever the bytes are, what is found lies inside of them, and the search ends. */
static void test_any_bytes(void **state)
{
	static const char some[] = "@.+-0459aGB8 eyJsk-\x80\xff";
	char text[200];
	uint64_t x = 88172645463325252u;
	struct personal_found f;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < sizeof text; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			text[i] = some[x % (sizeof some - 1)];
		}
		for (size_t k = 0; k < personal_kinds(); k++)
			for (size_t from = 0; personal_next(all, k, text, sizeof text, from, false, &f); from = f.start + f.length)
				assert_true(f.start >= from && f.length > 0 && f.start + f.length <= sizeof text);
	}
}

static void dropped(const char *text, const char *want)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	text_end_drop(copy);
	assert_string_equal(copy, want);
	free(copy);
}

/* What a cut leaves of something personal at the end is no longer found by its shape: it goes. */
static void test_cut_ends(void **state)
{
	(void)state;
	dropped("write to ann@exam…", "write to …");
	dropped("pay with 4111 1111 1111 11…", "pay with …");
	dropped("pay with 4111-1111-11…", "pay with …");
	dropped("call +1 (555) 123-4…", "call …");
	dropped("from GB82 WEST 12…", "from GB82 WEST …");
	dropped("see https://example.com/a?key=sk-01234…", "see https://example.com/a?key=…");
	dropped("AKIAIOSF…", "…");
	dropped("\xe6\xbc\xa2\xe5\xad\x97" "ann@exam…", "\xe6\xbc\xa2\xe5\xad\x97…");
	dropped("all of it, 4111 1111", "all of it, 4111 1111");
	dropped("a few plain words…", "a few plain …");
	dropped("…", "…");
	dropped("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mail),
		cmocka_unit_test(test_cards),
		cmocka_unit_test(test_iban),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_any_bytes),
		cmocka_unit_test(test_cut_ends),
	};
	int failed;

	all = personal_open();
	if (!all)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	personal_free(all);
	return failed;
}
