#!/usr/bin/env python3
"""1,200 documents, honest and hostile, judged by src/text and by reference.py: quality.py JUDGE

Every decision, and every count that a decision is made of, must be the same."""
import json, os, pathlib, random, subprocess, sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import reference

DATA = pathlib.Path(os.environ.get('ASSAY_DATA', '../shared/data'))
SEED, DOCUMENTS = 7, 1200
RANDOM = random.Random(SEED)

HOSTILE = [
    '', ' ', '\n', '\n\n\n', '\r\n', '\u200b' * 5000, '\u202e\u202d' * 300 + 'abc', '…' * 100, '.' * 1000, '- ' * 500, '#' * 300 + ' a b c', 'a' * 3000,
    'é' * 1001 + ' is a long word', '漢字' * 400, '漢字かな交じり文。これは日本語です！本当に？' * 30, 'שלום עולם. ' * 80, 'مرحبا بالعالم؟ ' * 70, 'ไทยไม่มีช่องว่าง ' * 60,
    '👩‍👩‍👧‍👦' * 200, '🙂 ok ' * 120, '\ufeffThe BOM and that', 'a\u0301' * 400, '\x00\x01\x02' * 50, 'x\x85y\u2028z\u2029w\x0bv\x0cu\x1ct', '\ufffd' * 90,
    "don't can't it's I'd've rock'n'roll O'Sullivan's n't 't", 'U.S. e.g. J. Smith. Mr. Brown vs. Dr. Who Inc. etc... A.B.C', 'http://a.b/c?d=e, (https://x.y/z). www.site.org. www. ://',
    '3.14 1,000.5 10:30 1/2 a/b covid-19 19-covid well-known 2019-2020 a_b a@b.c x&y', '{', 'lorem ipsum', 'Lorem IPSUM dolor sit amet.', '\n'.join(['same line here.'] * 40),
    '\n\n'.join(['A paragraph that is said again and again.'] * 9), 'one two three four five. ' * 60, '• a\n' * 60, '- item of the list\n' * 80, 'wait...\n' * 50,
    '\n \n'.join('abcdefgh'), '\n\t\n' * 200, 'İSTANBUL ſharp ǅ ﬀ ß', '①②③ Ⅷ ½ １２３', 'الكلمة۔ والجملة۔ ' * 40, 'नमस्ते दुनिया। यह हिन्दी है॥ ' * 40, 'እንኳን። ደህና። መጣችሁ። ' * 30,
    'www.a.b' + '\u0301' + ' http://é.com/…... ftp://x', "l’été c’est l'heure n’t don’t ’s", '[1] [edit] [citation needed] [x] [12 [3]', '\u3000全角　スペース\u3000',
    'a b c d e ' * 300, '. . . . ', '\U0001f1e9\U0001f1ea\U0001f3fd\u200d' * 40, 'one\rtwo\r\nthree\n\rfour', 'A' * 20 + '.' + 'b', 'x.Y X.y x.y 5.x x.5', '\ue000\U000f0000 private',
    ' '.join(map(str, range(300))) + ' word' * 100001, ' '.join(f'# word{i} of' for i in range(80)), '\n'.join(f'Internationalisation{i}s notwithstanding{i}ly.' for i in range(40)),
    '\n\n'.join(['A long paragraph that is said twice. ' * 30] * 2 + [f'{"another one " * 40}{i}' for i in range(6)]),
]
SHORT = [text for text in HOSTILE[6:] if len(text) < 20000]


def twice(n, words, share):
    """A text of which so many words are said twice, at first and at last, and are such a share of all characters."""
    rest = int(words * 5 / 6 / share) - 2 * words
    said = [f'w{n}{i:03d}' for i in range(words)]
    return ' '.join(said + [f'x{n}{i:03d}' for i in range(rest)] + said)


HOSTILE += [twice(0, 20, 0.155), twice(6, 18, 0.145), twice(7, 21, 0.135), twice(8, 24, 0.125), twice(9, 27, 0.115), twice(1, 30, 0.105)]
PIECES = ['the ', 'and ', 'with ', 'to be ', 'that ', 'of ', 'have ', '\n', '\n\n', '\r\n', ' ', '. ', '... ', '… ', '# ', '{', '}', 'javascript ', 'terms of use ', 'privacy policy',
          'use cookies ', 'lorem ipsum ', '[1]', '[edit]', '[citation needed]', '• ', '- ', '"', "'", '’s ', "n't ", '漢', 'かな', 'שלום ', '🙂', '👩‍👧', '\u200b', '\u202e', 'é', 'e\u0301', '\ufffd',
          '1,000 ', '3.5', '! ', '? ', '。', '؟ ', '।', '\x0c', '\u2028', '\x85', '\t', '\x00', '-', '--', '.', ',', ':', '/', '@', '&', '_', 'A', 'b', '7', 'http://x.y/', 'www.z.org ', 'Mr. ', 'U.S. ']


def mutate(text):
    """A text with something done to it."""
    what = RANDOM.randrange(9)
    if what == 0:
        return text.replace('\n', '\r\n')
    if what == 1:
        lines = text.split('\n')
        return '\n'.join(RANDOM.choice(lines) for _ in range(len(lines) + RANDOM.randrange(20)))
    if what == 2:
        words = text.split()
        at = RANDOM.randrange(len(words) + 1)
        return ' '.join(words[:at] + words[max(0, at - RANDOM.randrange(40)):at] * RANDOM.randrange(1, 9) + words[at:])
    if what == 3:
        return text[:RANDOM.randrange(len(text) + 1)]
    if what == 4:
        return text.encode()[:RANDOM.randrange(len(text) + 1)].replace(b'e', b'\xe9').decode('utf-8', 'replace')
    if what == 5:
        return text.replace(' ', '\n', RANDOM.randrange(300)) + '\n' * RANDOM.randrange(4)
    if what == 6:
        return text.replace('. ', RANDOM.choice(['.\n', '...\n', '\n- ', '。', ' [1]. ', '!\n\n']))
    if what == 7:
        return RANDOM.choice([text.upper(), text.lower(), text[::-1], ''.join(c + '\u200b' for c in text[:2000])])
    return ''.join(c if RANDOM.random() > 0.02 else RANDOM.choice(PIECES) for c in text[:4000])


def documents():
    honest = [json.loads(line)['text'] for line in (DATA / 'c4_demo.jsonl').open(encoding='utf-8')]
    yield from honest
    yield from HOSTILE
    for i in range(DOCUMENTS - len(honest) - len(HOSTILE)):
        kind = i % 3
        if kind == 0:
            yield mutate(RANDOM.choice(honest))
        elif kind == 1:
            yield ''.join(RANDOM.choice(PIECES) for _ in range(RANDOM.randrange(1, 400)))
        else:
            yield mutate(mutate(RANDOM.choice(honest) if i % 2 else RANDOM.choice(SHORT) * 3))


def same(a, b):
    return abs(a - b) < 1e-9 if isinstance(a, float) else a == b


def main():
    if not (DATA / 'c4_demo.jsonl').exists():
        print('1..0 # SKIP no c4_demo.jsonl in ASSAY_DATA')
        return 0
    texts = list(documents())
    given = b''.join(b'%08x%s' % (len(t.encode()), t.encode()) for t in texts)
    got = [json.loads(line) for line in subprocess.run([sys.argv[1]], input=given, stdout=subprocess.PIPE, check=True).stdout.splitlines()]
    bad, met = [], {}
    for i, (text, g) in enumerate(zip(texts, got)):
        want = reference.judge(text)
        for key in want:
            if not same(want[key], g[key]):
                bad.append(f'document {i}: {key} is {g[key]!r}, wanted {want[key]!r}: {text[:150]!r}')
        for key in ('gopher_repetition', 'gopher_quality', 'c4', 'c4_without_end_marks', 'c4_paragraphs', 'fineweb'):
            met.setdefault(key, set()).add(want[key])
    seen = len(set().union(*met.values()) - {''})
    print('1..3')
    print(f'{"ok" if len(got) == len(texts) >= 1000 else "not ok"} 1 - {len(texts)} documents were judged')
    print(f'{"ok" if not bad else "not ok"} 2 - decisions and counts are those of the other implementation')
    for line in bad[:40]:
        print('# ' + line)
    print(f'{"ok" if seen == len(ALL) else "not ok"} 3 - the documents meet {seen} of the {len(ALL)} reasons')
    print(f'# reasons that no document has: {sorted(ALL - set().union(*met.values()))}')
    return bool(bad) or seen != len(ALL) or len(got) != len(texts)


ALL = ({f'top_{n}_gram' for n in (2, 3, 4)} | {f'duplicated_{n}_n_grams' for n in range(5, 11)} |
       {'dup_para_frac', 'dup_para_char_frac', 'dup_line_frac', 'dup_line_char_frac', 'gopher_short_doc', 'gopher_long_doc',
        'gopher_below_avg_threshold', 'gopher_above_avg_threshold', 'gopher_too_many_hashes', 'gopher_too_many_ellipsis', 'gopher_too_many_bullets',
        'gopher_too_many_end_ellipsis', 'gopher_below_alpha_threshold', 'gopher_enough_stop_words', 'lorem_ipsum', 'curly_bracket',
        'too_few_sentences', '< 3 paragraphs', 'empty', 'line_punct_ratio', 'short_line_ratio', 'char_dup_ratio', 'list_ratio'})
sys.exit(main())
