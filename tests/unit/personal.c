/* personal: what is taken for personal data or a secret, from published examples and test numbers, and what comes near and is none.
 */
#include "report/redact_texts.h"
#include "text/personal.h"

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
	finds("call 212-555-0123 now", "phone", "212-555-0123");
	finds("1.800.555.0199", "phone", "1.800.555.0199");
	finds_nothing("112-555-0123");			/* no area begins with 1 */
	finds_nothing("212-155-0123");
	finds_nothing("212-555.0123");
	finds_nothing("472547338\n+960397912423686");	/* a sum */
	finds_nothing("4212883012996");			/* a number of 13 digits that happens to hold */
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
	finds("from 8.8.4.4:80", "IP address", "8.8.4.4");
	finds("from 172.32.0.1", "IP address", "172.32.0.1");
	finds("from 192.0.2.17:80", "private IP address", "192.0.2.17");	/* for documentation */
	finds("10.1.2.3", "private IP address", "10.1.2.3");
	finds("172.16.254.1, up", "private IP address", "172.16.254.1");
	finds("169.254.0.9", "private IP address", "169.254.0.9");
	finds("127.0.0.1", "private IP address", "127.0.0.1");
	finds("100.127.255.255", "private IP address", "100.127.255.255");
	finds("100.128.0.0", "IP address", "100.128.0.0");
	finds("224.0.0.1", "private IP address", "224.0.0.1");
	finds_nothing("192.0.2");
	finds_nothing("192.0.2.256");
	finds_nothing("1.2.3.4.5");
	finds_nothing("v1.2.3.4");
}

/* Numbers that were published as examples or for tests. */
static void test_ids(void **state)
{
	(void)state;
	finds("CPF 529.982.247-25", "CPF", "529.982.247-25");
	finds("111.444.777-35", "CPF", "111.444.777-35");
	finds_nothing("111.444.777-36");
	finds_nothing("111.111.111-11");
	finds("NIR: 2 55 08 14 168 025 38.", "NIR", "2 55 08 14 168 025 38");
	finds("255081416802538", "NIR", "255081416802538");
	finds_nothing("255081416802539");
	finds("NHS no. 943 476 5919", "NHS number", "943 476 5919");
	finds("nhs:9434765919", "NHS number", "9434765919");
	finds_nothing("NHS no. 943 476 5918");
	finds_nothing("943 476 5919");			/* it could be a telephone */
	finds("DNI: 12345678Z", "DNI", "12345678Z");
	finds("NIE X1234567L", "DNI", "X1234567L");
	finds_nothing("DNI: 12345678A");
	finds_nothing("12345678Z");
	finds("BSN 111222333", "BSN", "111222333");
	finds_nothing("BSN 111222334");
	finds("PESEL: 44051401458", "PESEL", "44051401458");
	finds_nothing("PESEL: 44051401459");
	finds("Steuer-ID 86 095 742 719", "tax id", "86 095 742 719");
	finds("steuerliche IdNr. 47036892816", "tax id", "47036892816");
	finds_nothing("Steuer-ID 86095742710");
	finds("personnummer 811228-9874", "personnummer", "811228-9874");
	finds("Personnr: 19670919-9530", "personnummer", "19670919-9530");
	finds_nothing("personnummer 811228-9873");
	finds_nothing("811228-9874");
}

static const char *ids_of(const char *text)
{
	static char said[200];
	unsigned held = personal_ids(text, strlen(text));

	said[0] = '\0';
	for (size_t id = 0; id < PERSONAL_IDS; id++)
		if (held >> id & 1)
			snprintf(said + strlen(said), sizeof said - strlen(said), "%s%s", said[0] ? "," : "", personal_id_name(id));
	return said;
}

/* As whole cells of a column. */
static void test_whole_cells(void **state)
{
	(void)state;
	assert_string_equal(ids_of("943 476 5919"), "NHS number");
	assert_string_equal(ids_of("9434765919"), "NHS number");
	assert_string_equal(ids_of("123456782"), "BSN");
	assert_string_equal(ids_of("111222333"), "BSN");
	assert_string_equal(ids_of("44051401458"), "PESEL");
	assert_string_equal(ids_of("02070803628"), "PESEL");
	assert_string_equal(ids_of("65929970489"), "tax id");
	assert_string_equal(ids_of("57549285017"), "tax id");
	assert_string_equal(ids_of("25768131411"), "tax id");
	assert_string_equal(ids_of("52998224725"), "CPF");
	assert_string_equal(ids_of("255081416802538"), "NIR");
	assert_string_equal(ids_of("12345678Z"), "DNI");
	assert_string_equal(ids_of("y1234567x"), "DNI");
	assert_string_equal(ids_of("640823-3234"), "personnummer");
	assert_string_equal(ids_of("4111111111111111"), "card");
	assert_string_equal(ids_of("000000000"), "");
	assert_string_equal(ids_of("1234567890"), "");
	assert_string_equal(ids_of("1700000000000"), "");
	assert_string_equal(ids_of("12345678A"), "");
	assert_string_equal(ids_of("943,476,5919"), "");
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
	finds("api_key = \"q7Zk2Lw9Xc4Vb8Nm1Rt6\"", "secret", "q7Zk2Lw9Xc4Vb8Nm1Rt6");
	finds("password=9f86d081884c7d659a2feaa0c55ad015", "secret", "9f86d081884c7d659a2feaa0c55ad015");
	finds("glpat-" "0123456789abcdefghij", "key", "glpat-" "0123456789abcdefghij");
	finds("sk_" "live_0123456789abcdefghijklmn", "key", "sk_" "live_0123456789abcdefghijklmn");
	finds("hf_" "abcdefghijABCDEFGHIJ0123456789abcd", "key", "hf_" "abcdefghijABCDEFGHIJ0123456789abcd");
	finds("npm_" "abcdefghijABCDEFGHIJ0123456789abcdef", "key", "npm_" "abcdefghijABCDEFGHIJ0123456789abcdef");
	finds("ASIA" "IOSFODNN7EXAMPLE", "key", "ASIA" "IOSFODNN7EXAMPLE");
	finds_nothing("sk_" "test_0123456789abcdefghijklmn");
	finds_nothing("password: correct-horse-battery");
	finds_nothing("token=aaaaaaaaaaaaaaaa1111");
	finds_nothing("9f86d081884c7d659a2feaa0c55ad015");
	finds_nothing("550e8400-e29b-41d4-a716-446655440000");
	finds_nothing("AKIA");
	finds_nothing("-----BEGIN PUBLIC KEY-----");
	finds_nothing("sk-learn-is-a-library-of-python");
	finds_nothing("task-0123456789abcdefghijklmn");
	finds_nothing("eyJudge");
}

/* A scan finds what asking for one kind after the other finds: among words, of parts put together by chance. */
static void test_scan(void **state)
{
	static const char *const part[] = {
		"ann@example.com", "4111 1111 1111 1111", "GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "+49 170 1234567", "(212) 555-0123", "212-555-0199",
		"078-05-1120", "8.8.8.8", "10.0.0.1", "529.982.247-25", "255081416802538", "NHS no. 943 476 5919", "DNI: 12345678Z", "BSN 111222333",
		"AKIAIOSFODNN7EXAMPLE", "password=9f86d081884c7d659a2feaa0c55ad015", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "2024-01-02",
		"1234567890123", "12.5", "word", "another", "x", "-----", "@", "sk-", "https://example.org/a/long/path/of/words", "\xc3\xa9t\xc3\xa9",
		"personnummer 811228-9874", "Steuer-ID 86095742719", "550e8400-e29b-41d4-a716-446655440000" };
	enum { PARTS = sizeof part / sizeof part[0] };
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[1200] = "", masked[1200];
		uint64_t one_by_one = 0;
		struct personal_found f;
		size_t n;

		for (uint64_t parts = x % 9 + 1; parts > 0; parts--) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			strcat(text, part[(x >> 20) % PARTS]);
			strcat(text, x >> 40 & 1 ? " " : x >> 41 & 1 ? ", " : "\n");
		}
		n = strlen(text);
		memcpy(masked, text, n);
		for (size_t k = 0; k < personal_kinds(); k++)
			for (size_t from = 0; personal_next(all, k, masked, n, from, false, &f); from = f.start + f.length) {
				one_by_one |= UINT64_C(1) << k;
				memset(masked + f.start, '~', f.length);
			}
		if (personal_scan(all, text, n) != one_by_one)
			fail_msg("%jx against %jx in: %s", (uintmax_t)personal_scan(all, text, n), (uintmax_t)one_by_one, text);
	}
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
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_whole_cells),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_scan),
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
