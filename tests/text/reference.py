"""Words, sentences and the filters of Gopher, C4 and FineWeb, written from their definitions, straight and slow: what src/text is held against.

Nothing here is taken from src/text but its definition of a word (scan.h). Texts are Python strings; categories are unicodedata's."""
import collections, math, re, unicodedata

TERMINAL = set(map(chr, [0x21, 0x2e, 0x3f])) | {
    chr(c) for a, b in re.findall(r'(\w+)(?:-(\w+))?', '''589 61d-61f 6d4 700-702 7f9 837 839 83d-83e 964-965 104a-104b 1362 1367-1368 166e 1735-1736
    17d4-17d6 17d9-17da 1803 1809 1944-1945 1aa8-1aab 1b5a-1b5b 1b5e-1b5f 1b7d-1b7e 1c3b-1c3c 1c7e-1c7f 203c-203d 2047-2049 2e2e 2e3c 2e53-2e54 3002 a4ff
    a60e-a60f a6f3 a6f7 a876-a877 a8ce-a8cf a92f a9c8-a9c9 aa5d-aa5f aaf0-aaf1 abeb fe52 fe56-fe57 ff01 ff0e ff1f ff61 10a56-10a57 10f55-10f59
    10f86-10f89 11047-11048 110be-110c1 11141-11143 111c5-111c6 111cd 111de-111df 11238-11239 1123b-1123c 112a9 1144b-1144c 115c2-115c3 115c9-115d7
    11641-11642 1173c-1173e 11944 11946 11a42-11a43 11a9b-11a9c 11c41-11c42 11ef7-11ef8 11f43-11f44 16a6e-16a6f 16af5 16b37-16b38 16b44 16e98 1bc9f
    1da88''') for c in range(int(a, 16), int(b or a, 16) + 1)}
SYMBOLS = set('!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„\';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_."}►»') | TERMINAL | {
    chr(c) for a, b in ((0, 9), (11, 13), (13, 32), (127, 160)) for c in range(a, b)}
HAN = re.compile('[\u3400-\u9fff\u3005\u3007\uf900-\ufaff\U00020000-\U0003ffff]')

# A letter for the class of every character, so that words are regular expressions over classes.
def class_of(c):
    category = unicodedata.category(c)
    if c.isspace():
        return ' '
    if c in TERMINAL and category == 'Cn':
        return 'p'
    if HAN.match(c) and category != 'Cn':
        return 'h'
    if category in ('Lu', 'Lt'):
        return 'u'
    if category == 'Ll':
        return 'l'
    if category[0] == 'L':
        return 'o'
    if category == 'Nd':
        return 'd'
    if category[0] == 'N':
        return 'n'
    if category[0] == 'M' or category == 'Cf':
        return 'a'
    if category in ('Co', 'Cn', 'Cs'):
        return 'x'
    return c if c in ".,:/-@&_'" else "'" if c == '’' else 'p'


WORD = '[uloxdna]'
JOINED = r"(?:(?<=[uo])\.(?=[ulo])|(?<=l)\.(?=[lo])|(?<=d)\.(?=d)|(?<=d),(?=d)|[:/](?=d)|(?<=[ulo])-(?=d)|(?<=d)-(?=[ulo])|(?<=[ulo])'(?=[ulo])|[@&_](?=[uloxdna]))"
RUN = re.compile(f'{WORD}+(?:{JOINED}{WORD}+)*')
ADDRESS = re.compile(r'''(?:[A-Za-z]+://(?=[^\s<>"`.,;:!?)\]}'])|[Ww]{3}\.(?=(?P<next>.)))[^\s<>"`]*''')
ABBREVIATIONS = {'Mr', 'Mrs', 'Ms', 'Dr', 'Prof', 'St', 'Jr', 'Sr', 'vs', 'Inc', 'Ltd', 'Co'}


def run_words(text, classes, i):
    """The words of the run that starts at i, and where it ends."""
    address = ADDRESS.match(text, i)
    if address and (address['next'] is None or class_of(address['next']) in 'uloxdnah'):
        found = address[0].rstrip('''.,;:!?)]}\'''')
        return [found], i + len(found)
    end = RUN.match(classes, i).end()
    for k in range(i + 1, end - 1):
        if classes[k] != "'":
            continue
        clitic = next((c for c in ('s', 'm', 'd', 're', 've', 'll', 't') if text[k + 1:k + 1 + len(c)].translate(ASCII_LOWER) == c and
                       classes[k + 1 + len(c):k + 2 + len(c)] not in set('uloxdnah')), None)
        if clitic is None:
            continue
        if clitic != 't':
            return [text[i:k], text[k:k + 1 + len(clitic)]], k + 1 + len(clitic)
        if text[k - 1] in 'nN' and len(text[i:k].encode()) >= 2:
            return [text[i:k - 1], text[k - 1:k + 2]], k + 2
    word = text[i:end]
    if text[end:end + 1] == '.' and text[end + 1:end + 2] != '.':
        letter = classes[end - 1] in 'ulo'
        if (letter and len(word) > 1 and word[-2] == '.') or (len(word) == 1 and classes[i] == 'u') or word in ABBREVIATIONS:
            return [word + '.'], end + 1
    return [word], end


ASCII_LOWER = str.maketrans('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')


def lower(text):
    return text.translate(ASCII_LOWER)


def words_of(text):
    classes, words, i = ''.join(map(class_of, text)), [], 0
    while i < len(text):
        if classes[i] == ' ':
            i += 1
        elif classes[i] in 'uloxdna':
            found, i = run_words(text, classes, i)
            words += found
        else:
            start, i = i, i + 1
            while text[start] in '.-' and text[i:i + 1] == text[start]:
                i += 1
            while classes[i:i + 1] == 'a':
                i += 1
            words.append(text[start:i])
    return words


def is_punctuation(word):
    return all(unicodedata.category(c)[0] == 'P' or c in TERMINAL for c in word)


def sentences_of(line):
    words, sentences, ended = words_of(line), 0, False
    for word in words:
        if word in TERMINAL:
            ended = True
        elif ended and not is_punctuation(word):
            sentences, ended = sentences + 1, False
    return sentences + (len(words) > 0)


# ---- Gopher ----

def repeats(pieces):
    """Elements after their first copy and their characters; blank ones are none."""
    seen, count, characters = set(), 0, 0
    for p in pieces:
        if p in seen and p.strip():
            count, characters = count + 1, characters + len(p)
        seen.add(p)
    return count, characters


def top_gram(words, n):
    counts = collections.Counter(' '.join(words[i:i + n]) for i in range(len(words) - n + 1))
    if not counts:
        return 0
    gram, count = counts.most_common(1)[0]
    return len(gram) * count if count > 1 else 0


def dup_gram(words, n):
    seen, characters, i = set(), 0, 0
    while i < len(words) - n + 1:
        gram = ''.join(words[i:i + n])
        if gram in seen:
            characters, i = characters + len(gram), i + n
        else:
            seen.add(gram)
            i += 1
    return characters


def gopher_repetition(text, words):
    n = len(text)
    if n == 0:
        return ''
    paragraphs, lines = re.split(r'\n{2,}', text.strip()), re.split(r'\n+', text)
    count, characters = repeats(paragraphs)
    if count / len(paragraphs) > 0.3:
        return 'dup_para_frac'
    if characters / n > 0.2:
        return 'dup_para_char_frac'
    count, characters = repeats(lines)
    if count / len(lines) > 0.3:
        return 'dup_line_frac'
    if characters / n > 0.2:
        return 'dup_line_char_frac'
    for k, share in ((2, 0.2), (3, 0.18), (4, 0.16)):
        if top_gram(words, k) / n > share:
            return f'top_{k}_gram'
    for k, share in ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)):
        if dup_gram(words, k) / n > share:
            return f'duplicated_{k}_n_grams'
    return ''


STOP_WORDS = {'the', 'be', 'to', 'of', 'and', 'that', 'have', 'with'}


def gopher_quality(text, words):
    real = [w for w in words if any(c not in SYMBOLS for c in w)]
    if len(real) < 50:
        return 'gopher_short_doc'
    if len(real) > 100000:
        return 'gopher_long_doc'
    mean = sum(map(len, real)) / len(real)
    if mean < 3:
        return 'gopher_below_avg_threshold'
    if mean > 10:
        return 'gopher_above_avg_threshold'
    if text.count('#') / len(words) > 0.1:
        return 'gopher_too_many_hashes'
    if (text.count('...') + text.count('…')) / len(words) > 0.1:
        return 'gopher_too_many_ellipsis'
    lines = text.splitlines()
    if sum(line.lstrip().startswith(('•', '-')) for line in lines) / len(lines) > 0.9:
        return 'gopher_too_many_bullets'
    if sum(line.rstrip().endswith(('...', '…')) for line in lines) / len(lines) > 0.3:
        return 'gopher_too_many_end_ellipsis'
    if sum(any(c.isalpha() for c in w) for w in words) / len(words) < 0.8:
        return 'gopher_below_alpha_threshold'
    if len(STOP_WORDS & set(words)) < 2:
        return 'gopher_enough_stop_words'
    return ''


# ---- C4 and FineWeb ----

CITATION = re.compile(r'\[\d*]|\[edit]|\[citation needed]')
POLICY = ('terms of use', 'privacy policy', 'cookie policy', 'uses cookies', 'use of cookies', 'use cookies')


def c4(text, end_marks):
    """The reason, and what is left of the text."""
    kept, sentences = [], 0
    for line in text.splitlines():
        line = line.strip()
        words = line.split()
        if any(len(w) > 1000 for w in words):
            continue
        line = CITATION.sub('', line)
        if end_marks and (not line.endswith(('.', '?', '!', '"', "'")) or line.endswith('...')):
            continue
        if len(words) < 3:
            continue
        if 'lorem ipsum' in lower(line):
            return 'lorem_ipsum', None
        if 'javascript' in lower(line):
            continue
        if '{' in line:
            return 'curly_bracket', None
        if any(p in lower(line) for p in POLICY):
            continue
        sentences += sentences_of(line)
        kept.append(line)
    return 'too_few_sentences' if sentences < 5 else '', '\n'.join(kept).strip()


def c4_paragraphs(text):
    longest = sorted(map(len, text.split('\n')), reverse=True)
    return '< 3 paragraphs' if len(longest) < 3 or longest[2] < 200 else ''


def fineweb(text):
    lines = [line for line in text.split('\n') if line.strip()]
    if not lines:
        return 'empty'
    if sum(line[-1] in TERMINAL for line in lines) / len(lines) < 0.12:
        return 'line_punct_ratio'
    if sum(len(line) <= 30 for line in lines) / len(lines) > 0.67:
        return 'short_line_ratio'
    if repeats(lines)[1] / len(text.replace('\n', '')) > 0.01:
        return 'char_dup_ratio'
    if text.count('\n') / len(words_of(text)) > 0.3:
        return 'list_ratio'
    return ''


def judge(text):
    """Everything that tests/text/judge.c prints."""
    words, lines = words_of(text), text.split('\n')
    category = collections.Counter(unicodedata.category(c) for c in text if not c.isspace())
    in_c4, left = c4(text, False)
    steps = [gopher_repetition(text, words), gopher_quality(text, words), in_c4, '' if left is None else fineweb(left)]
    dropped = next((i for i, reason in enumerate(steps) if reason), 4)
    counts = collections.Counter(words)
    stripped = text.strip()
    real = [line for line in lines if line.strip()]
    line_repeats, line_characters = repeats(re.split(r'\n+', text))
    return {
        'gopher_repetition': steps[0], 'gopher_quality': steps[1], 'c4': c4(text, True)[0], 'c4_without_end_marks': in_c4,
        'c4_paragraphs': c4_paragraphs(text), 'fineweb': fineweb(text), 'in_order': steps[dropped] if dropped < 4 else '', 'step': dropped,
        'characters': len(text), 'words': len(words), 'spaced': len(text.split()), 'lines': len(text.splitlines()),
        'sentences': sum(map(sentences_of, text.splitlines())), 'spaces': sum(map(str.isspace, text)),
        'letters': sum(map(str.isalpha, text)), 'uppers': category['Lu'] + category['Lt'], 'digits': category['Nd'],
        'punctuation': sum(n for c, n in category.items() if c[0] == 'P'), 'symbols': sum(n for c, n in category.items() if c[0] == 'S'),
        'hashes': text.count('#'), 'ellipses': text.count('...') + text.count('…'),
        'non_symbol_words': sum(any(c not in SYMBOLS for c in w) for w in words), 'alphabetic_words': sum(any(map(str.isalpha, w)) for w in words),
        'upper_words': sum({'Lu', 'Lt'} & (found := set(map(unicodedata.category, w))) != set() and 'Ll' not in found for w in words), 'stop_words': sum(w in STOP_WORDS for w in words),
        'address': sum(len(w) for w in words if (m := ADDRESS.match(w)) and (m['next'] is None or class_of(m['next']) in 'uloxdnah')),
        'bullets': sum(line.strip()[:1] in ('•', '-') for line in text.splitlines() if line.strip()),
        'terminal': sum(line[-1] in TERMINAL for line in real), 'short_30': sum(len(line) <= 30 for line in real), 'not_blank': len(real),
        'distinct': len(counts), 'entropy': -sum(c / len(words) * math.log(c / len(words)) for c in counts.values()),
        'paragraphs': len(re.split(r'\n{2,}', stripped)), 'line_repeats': line_repeats, 'line_characters': line_characters,
        'paragraph_characters': repeats(re.split(r'\n{2,}', stripped))[1], 'top': [top_gram(words, n) for n in (2, 3, 4)],
        'dup': [dup_gram(words, n) for n in range(5, 11)],
    }
