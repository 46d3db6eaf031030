/* text: languages against texts written for this test and against libexttextcat itself; scripts against the Unicode Character Database; damage against texts that
 * were damaged on purpose. Words and rules are held by tests/text/quality.py.
 */
#include "text/damage.h"
#include "text/language.h"
#include "text/scan.h"

#include <libexttextcat/textcat.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- languages ---- */

static const struct {
	const char *language, *text;
} told[] = {
	{ "en", "The weather has been good all week, so we walked along the river every evening and talked about what we would do when the summer was over." },
	{ "en", "THE WEATHER HAS BEEN GOOD ALL WEEK, SO WE WALKED ALONG THE RIVER EVERY EVENING AND TALKED ABOUT WHAT WE WOULD DO WHEN IT WAS OVER. THERE IS NOTHING THAT CANNOT BE DONE WITH SUCH FRIENDS, AND THIS YEAR WE HAVE SEEN MORE OF THEM THAN IN MOST OTHERS." },
	{ "de", "Das Wetter war die ganze Woche schön, also gingen wir jeden Abend am Fluss entlang und sprachen darüber, was wir nach dem Sommer tun würden." },
	{ "fr", "Il a fait beau toute la semaine, alors nous avons marché chaque soir le long de la rivière en parlant de ce que nous ferions après l'été." },
	{ "es", "Ha hecho buen tiempo toda la semana, así que cada noche caminamos junto al río y hablamos de lo que haríamos cuando terminara el verano." },
	{ "pt", "O tempo esteve bom durante toda a semana, por isso caminhámos todas as noites junto ao rio e falámos do que faríamos quando o verão acabasse." },
	{ "it", "Il tempo è stato bello per tutta la settimana, così ogni sera abbiamo camminato lungo il fiume parlando di che cosa avremmo fatto dopo l'estate." },
	{ "nl", "Het weer was de hele week goed, dus liepen we elke avond langs de rivier en spraken we over wat we zouden doen als de zomer voorbij was." },
	{ "sv", "Vädret har varit bra hela veckan, så vi gick längs floden varje kväll och pratade om vad vi skulle göra när sommaren var slut." },
	{ "fi", "Sää on ollut hyvä koko viikon, joten kävelimme joka ilta jokea pitkin ja puhuimme siitä, mitä tekisimme kun kesä olisi ohi." },
	{ "pl", "Przez cały tydzień była dobra pogoda, więc co wieczór chodziliśmy wzdłuż rzeki i rozmawialiśmy o tym, co będziemy robić po zakończeniu lata." },
	{ "cs", "Počasí bylo celý týden hezké, a tak jsme každý večer chodili podél řeky a mluvili o tom, co budeme dělat, až skončí léto." },
	{ "hu", "Egész héten jó idő volt, ezért minden este végigsétáltunk a folyó mentén, és arról beszélgettünk, mit fogunk csinálni a nyár után." },
	{ "tr", "Hava bütün hafta güzeldi, bu yüzden her akşam nehir boyunca yürüdük ve yaz bittiğinde ne yapacağımız hakkında konuştuk." },
	{ "ro", "Vremea a fost frumoasă toată săptămâna, așa că în fiecare seară ne-am plimbat de-a lungul râului și am vorbit despre ce vom face după vară." },
	{ "ru", "Всю неделю стояла хорошая погода, поэтому каждый вечер мы гуляли вдоль реки и говорили о том, что будем делать, когда закончится лето." },
	{ "bg", "Времето беше хубаво през цялата седмица, затова всяка вечер се разхождахме край реката и говорехме какво ще правим, когато лятото свърши." },
	{ "el", "Ο καιρός ήταν καλός όλη την εβδομάδα, γι' αυτό κάθε βράδυ περπατούσαμε δίπλα στο ποτάμι και μιλούσαμε για το τι θα κάναμε μετά το καλοκαίρι." },
	{ "he", "מזג האוויר היה נעים כל השבוע, ולכן הלכנו בכל ערב לאורך הנהר ודיברנו על מה שנעשה כשייגמר הקיץ." },
	{ "ar", "كان الطقس جميلا طوال الأسبوع، لذلك كنا نمشي كل مساء على طول النهر ونتحدث عما سنفعله عندما ينتهي الصيف." },
	{ "hi", "पूरे सप्ताह मौसम अच्छा रहा, इसलिए हम हर शाम नदी के किनारे टहलते थे और बात करते थे कि गर्मी खत्म होने पर हम क्या करेंगे।" },
	{ "th", "อากาศดีตลอดทั้งสัปดาห์ เราจึงเดินเล่นริมแม่น้ำทุกเย็นและคุยกันว่าเราจะทำอะไรเมื่อฤดูร้อนสิ้นสุดลง" },
	{ "ko", "일주일 내내 날씨가 좋아서 우리는 매일 저녁 강을 따라 걸으며 여름이 끝나면 무엇을 할지 이야기했다." },
	{ "ja", "一週間ずっと天気がよかったので、私たちは毎晩川沿いを歩きながら、夏が終わったら何をしようかと話していました。" },
	{ "zh-Hans", "整个星期天气都很好，所以我们每天晚上沿着河边散步，谈论夏天结束以后我们要做些什么事情。" },
	{ "vi", "Thời tiết cả tuần rất đẹp nên mỗi buổi tối chúng tôi đi dạo dọc bờ sông và nói về những gì chúng tôi sẽ làm khi mùa hè kết thúc." },
	{ "eu", "Aste osoan eguraldi ona egin du, beraz gauero ibaiaren ondotik ibili gara eta uda amaitzen denean zer egingo dugun hitz egin dugu." },
};
enum { TOLD = sizeof told / sizeof told[0] };

static void language_of_each_text(void **state)
{
	static struct language_profile profile;
	const struct language_models *models = language_models();

	(void)state;
	assert_non_null(models);
	assert_true(languages(models) > 150);
	for (size_t i = 0; i < TOLD; i++) {
		struct language_guess guess;

		language_guess(&guess, &profile, models, told[i].text, strlen(told[i].text));
		assert_int_equal(guess.answer, LANGUAGE_TOLD);
		assert_string_equal(language_name(models, guess.language), told[i].language);
		assert_true(guess.near >= 1 && guess.margin >= 0 && guess.margin < 1);
	}
}

/* Does the library's answer, the languages that it takes for near, as "[en--utf8][sco--utf8]", name this one? It says zh-CN where the model is zh-Hans. */
static bool library_names(const char *answer, const char *language)
{
	char name[32];

	snprintf(name, sizeof name, "[%s-", strcmp(language, "zh-Hans") == 0 ? "zh-CN" : language);
	return strstr(answer, name) != NULL;
}

static void language_as_the_library_tells(void **state)
{
	static struct language_profile profile;
	const struct language_models *models = language_models();
	void *library = special_textcat_Init("/usr/share/libexttextcat/fpdb.conf", "/usr/share/libexttextcat/");

	(void)state;
	assert_non_null(library);
	for (size_t i = 0; i < TOLD; i++) {
		struct language_guess guess;

		if (strncmp(told[i].text, "THE", 3) == 0)
			continue;	/* the library does not know capitals */
		language_guess(&guess, &profile, models, told[i].text, strlen(told[i].text));
		assert_true(library_names(textcat_Classify(library, told[i].text, strlen(told[i].text)), language_name(models, guess.language)));
	}
	textcat_Done(library);
}

static void language_that_cannot_be_told(void **state)
{
	static struct language_profile profile;
	static const char digits[] = "0123456789 0123456789 0123456789 0123456789", shorter[] = "  Too short to say.   \n\n   ";
	struct language_guess guess;

	(void)state;
	language_guess(&guess, &profile, language_models(), shorter, strlen(shorter));
	assert_int_equal(guess.answer, LANGUAGE_SHORT);
	language_guess(&guess, &profile, language_models(), "", 0);
	assert_int_equal(guess.answer, LANGUAGE_SHORT);
	language_guess(&guess, &profile, language_models(), digits, strlen(digits));
	assert_int_equal(guess.answer, LANGUAGE_UNKNOWN);
}

/* ---- scripts, as Scripts.txt of Unicode has them ---- */

static void script_of_letters(void **state)
{
	static const struct { uint32_t letter; const char *script; } known[] = {
		{ 'a', "Latin" }, { 0xe9, "Latin" }, { 0x1e9e, "Latin" }, { 0xff21, "Latin" }, { 0x212a, "Latin" }, { 0x3a9, "Greek" }, { 0x2126, "Greek" },
		{ 0x1f00, "Greek" }, { 0x416, "Cyrillic" }, { 0x1d2b, "Cyrillic" }, { 0x531, "Armenian" }, { 0x5d0, "Hebrew" }, { 0xfb1d, "Hebrew" },
		{ 0x627, "Arabic" }, { 0xfdf2, "Arabic" }, { 0x905, "Devanagari" }, { 0x985, "Bengali" }, { 0xb85, "Tamil" }, { 0xe01, "Thai" }, { 0xe81, "Lao" },
		{ 0xf40, "Tibetan" }, { 0x1000, "Myanmar" }, { 0x10d0, "Georgian" }, { 0xac00, "Hangul" }, { 0x1100, "Hangul" }, { 0x1200, "Ethiopic" },
		{ 0x13a0, "Cherokee" }, { 0x1780, "Khmer" }, { 0x1820, "Mongolian" }, { 0x3042, "Hiragana" }, { 0x30a2, "Katakana" }, { 0xff71, "Katakana" },
		{ 0x3105, "Bopomofo" }, { 0x4e00, "Han" }, { 0x3005, "Han" }, { 0x20000, "Han" }, { 0x10330, "none" } };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		assert_string_equal(script_name(script_of(known[i].letter)), known[i].script);
}

/* ---- damage ---- */

static void damage_of_texts(void **state)
{
	static const struct {
		const char *text;
		size_t count[DAMAGE_KINDS];	/* mojibake replaced control invisible bidi private decomposed composed */
	} known[] = {
		{ "Plain text, \tnothing wrong.\r\n", { 0 } },
		{ "caf\xc3\xa9 na\xc3\xafve \xe2\x80\x9cquote\xe2\x80\x9d", { [DAMAGE_COMPOSED] = 2 } },
		/* "café" and “quote” read as Windows-1252: é is Ã©, “ is â€œ */
		{ "caf\xc3\x83\xc2\xa9 \xc3\xa2\xe2\x82\xac\xc5\x93quote", { [DAMAGE_MOJIBAKE] = 2, [DAMAGE_COMPOSED] = 2 } },
		/* привет in the same way: twelve characters, six sequences; Ñ is composed */
		{ "\xc3\x90\xc2\xbf\xc3\x91\xe2\x82\xac\xc3\x90\xc2\xb8\xc3\x90\xc2\xb2\xc3\x90\xc2\xb5\xc3\x91\xe2\x80\x9a", { [DAMAGE_MOJIBAKE] = 6, [DAMAGE_COMPOSED] = 2 } },
		/* a byte order mark, U+FFFD and an emoji */
		{ "\xc3\xaf\xc2\xbb\xc2\xbf \xc3\xaf\xc2\xbf\xc2\xbd \xc3\xb0\xc5\xb8\xe2\x84\xa2\xe2\x80\x9a", { [DAMAGE_MOJIBAKE] = 3, [DAMAGE_COMPOSED] = 3 } },
		{ "lost \xef\xbf\xbd\xef\xbf\xbd", { [DAMAGE_REPLACED] = 2 } },
		{ "bell \x07 and \x7f and \xc2\x80 but \xc2\x85", { [DAMAGE_CONTROL] = 3 } },
		{ "\xef\xbb\xbfso\xc2\xad" "ft\xe2\x80\x8b", { [DAMAGE_INVISIBLE] = 3 } },
		{ "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae\xd9\x88\xd8\xa7\xd9\x87\xd9\x85 x\xe2\x80\x8d\xe2\x80\x8d\xe2\x80\x8dy", { [DAMAGE_INVISIBLE] = 2 } },
		{ "\xe2\x80\xae" "abc\xe2\x80\xac \xe2\x81\xa6x\xe2\x81\xa9 \xe2\x80\x8f", { [DAMAGE_BIDI] = 5 } },
		{ "\xee\x80\x80 \xef\xb7\x90 \xf3\xb0\x80\x80 \xef\xbf\xbe", { [DAMAGE_PRIVATE] = 4 } },
		{ "e\xcc\x81 and \xc3\xa9, x\xcc\x81", { [DAMAGE_DECOMPOSED] = 1, [DAMAGE_COMPOSED] = 1 } },	/* x́ has no character of its own */
		{ "\xe1\x84\x80\xe1\x85\xa1 \xea\xb0\x80", { [DAMAGE_DECOMPOSED] = 1, [DAMAGE_COMPOSED] = 1 } },
		{ "\xe0\xa5\x98", { 0 } },	/* U+0958 is taken apart by NFC, too */
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct damage d;

		damage_find(&d, known[i].text, strlen(known[i].text));
		for (size_t k = 0; k < DAMAGE_KINDS; k++)
			if (d.count[k] != known[i].count[k])
				fail_msg("%s: kind %zu is there %zu times, wanted %zu", known[i].text, k, d.count[k], known[i].count[k]);
	}
}

/* ---- limits ---- */

static void long_text_is_cut_between_characters(void **state)
{
	struct text_scan s = { .text = NULL };
	size_t n = (size_t)SCAN_BYTES_MAX + 300;
	char *text = test_malloc(n);

	(void)state;
	for (size_t i = 0; i + 3 <= n; i += 3)
		memcpy(text + i, "\xe6\xbc\xa2", 3);
	assert_int_equal(text_scan(&s, text, n), 0);
	assert_true(s.cut);
	assert_int_equal(s.bytes, SCAN_BYTES_MAX / 3 * 3);
	assert_int_equal(s.words, s.characters);
	assert_int_equal(text_scan(&s, "short", 5), 0);
	assert_false(s.cut);
	assert_int_equal(s.words, 1);
	text_scan_release(&s);
	test_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(language_of_each_text), cmocka_unit_test(language_as_the_library_tells), cmocka_unit_test(language_that_cannot_be_told),
		cmocka_unit_test(script_of_letters), cmocka_unit_test(damage_of_texts), cmocka_unit_test(long_text_is_cut_between_characters),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
