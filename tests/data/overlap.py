#!/usr/bin/env python3
"""Duplicates, repeats and contamination against a second way to find them, written here from the definitions: overlap.py ASSAY [--long]

--long plants 50,000 pairs in 100,000 documents, and holds the share that is found against theory within two points.
"""
import collections, csv, json, math, pathlib, random, sys, tempfile, unicodedata

from tap import NOW, assay, data, main

ALONE = [(0x0e00, 0x0eff), (0x1000, 0x109f), (0x1780, 0x17ff), (0x2e80, 0x2fdf), (0x3005, 0x3007), (0x3040, 0x30ff), (0x31f0, 0x31ff), (0x3400, 0x4dbf),
         (0x4e00, 0x9fff), (0xf900, 0xfaff), (0x20000, 0x3ffff)]


def words(text):
    """Letters, digits and marks, folded; one character a word in scripts without blanks."""
    out, word = [], ''
    for c in text:
        if unicodedata.category(c) == 'Cf':
            continue
        if unicodedata.category(c)[0] not in 'LMN':
            out, word = out + [word] if word else out, ''
            continue
        for f in unicodedata.normalize('NFKD', unicodedata.normalize('NFKD', c).casefold()):
            if unicodedata.category(f)[0] == 'M':
                continue
            if any(low <= ord(f) <= high for low, high in ALONE):
                out, word = (out + [word] if word else out) + [f], ''
            else:
                word += f
    return out + [word] if word else out


def grams(tokens, n):
    return [tuple(tokens[i:i + n]) for i in range(len(tokens) - n + 1)]


def shingles(tokens, n=5):
    return set(grams(tokens, n)) if len(tokens) >= n else {tuple(tokens)} if tokens else set()


def jaccard(a, b):
    return len(a & b) / len(a | b) if a or b else 0


def write(path, documents, **more):
    with path.open('w') as f:
        for i, d in enumerate(documents):
            f.write(json.dumps({'text': d, **{k: v[i] for k, v in more.items()}}, ensure_ascii=False) + '\n')
    return path


def look(folder, *args):
    """The report's part on corpora, and a way to ask the database."""
    out, db = folder / 'r.json', folder / 'x.db'
    assay('audit', *args, '--json', out, '--db', db, '--quiet', '--now', NOW)

    def ask(sql):
        return json.loads(assay('query', db, sql, '--format', 'json', status=(0,)).stdout)
    return json.loads(out.read_text())['dimensions'], ask


def edges(ask, unit='document'):
    """(row, representative, similarity, kind) of what is dropped."""
    rows = ask(f"SELECT row, representative, similarity, kind FROM assay_duplicate WHERE unit = '{unit}' AND row <> representative ORDER BY row")
    return [(r['row'], r['representative'], r['similarity'], r['kind']) for r in rows]


def planted(pairs, seed):
    """Pairs of documents of 204 words that nobody else has, of known similarity: the first words of both are the same."""
    rng, size, out, similarity = random.Random(seed), 200, [], []
    for i in range(pairs):
        s = (50 + 5 * (i % 10)) / 100 if i % 11 else 1.0
        shared = math.ceil(2 * size * s / (1 + s) - 1e-9)
        a = [f'{rng.getrandbits(48):x}' for _ in range(size + 4)]
        b = a[:shared + 4] + [f'{rng.getrandbits(48):x}' for _ in range(size - shared)]
        out.append((' '.join(a), ' '.join(b)))
        similarity.append(shared / (2 * size - shared))
    order = list(range(2 * pairs))
    rng.shuffle(order)
    documents, place = [None] * len(order), [None] * len(order)
    for k, at in enumerate(order):
        documents[at], place[k] = out[k // 2][k % 2], at + 1
    return documents, [(place[2 * i], place[2 * i + 1], similarity[i]) for i in range(pairs)]


def recall_holds(pairs, tolerance):
    documents, truth = planted(pairs, seed=pairs)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found, ask = look(folder, write(folder / 'd.jsonl', documents), '--near-jaccard', '0.5')
        got = {(min(a, b), max(a, b)): s for a, b, s, _ in edges(ask)}
    wanted = {(min(a, b), max(a, b)): s for a, b, s in truth}
    assert set(got) <= set(wanted), f'{len(set(got) - set(wanted))} pairs that are none'
    for pair, s in got.items():
        assert abs(s - wanted[pair]) < 1e-12, (pair, s, wanted[pair])
    for s in sorted(set(wanted.values())):
        of = [p for p in wanted if wanted[p] == s]
        rate, theory = sum(p in got for p in of) / len(of), 1 - (1 - s ** 8) ** 14
        error = math.sqrt(max(theory * (1 - theory), 1e-4) / len(of))
        print(f'# similarity {s:.3f}: {rate:.4f} of {len(of)} found, theory {theory:.4f}')
        assert abs(rate - theory) <= (tolerance or 5 * error), (s, rate, theory)
    assert found['corpus']['duplicates']['exact'] + found['corpus']['duplicates']['near'] == len(got)


def test_recall_keeps_to_theory_and_precision_is_1():
    if '--long' in sys.argv:
        recall_holds(50000, 0.02)
    else:
        recall_holds(2500, None)


def test_records_of_febrl():
    """500 pairs are true: rec-N-org and rec-N-dup-0."""
    path = data('febrl_dataset1.csv')
    rows = [r for r in csv.reader(path.open(), skipinitialspace=True)]
    columns = [c.strip() for c in rows[0][1:]]
    with tempfile.TemporaryDirectory() as name:
        for options, least in ((), 0.998), (('--near-shingle', '2c', '--near-bands', '30x4', '--near-jaccard', '0.5'), 1.0):
            found, ask = look(pathlib.Path(name), path, '--near', ','.join(columns), *options)
            got = edges(ask, 'record')
            true = [g for g in got if rows[g[0]][0].split('-')[1] == rows[g[1]][0].split('-')[1]]
            print(f'# {" ".join(options) or "as it is"}: precision {len(true) / len(got):.4f} recall {len(true) / 500:.4f}')
            assert len(true) == len(got) and len(true) >= 500 * least
            assert found['uniqueness']['near']['rows'] == len(got)


def test_short_and_blank_documents_are_no_cluster():
    texts = ['yes', 'no', 'one two', 'one three', 'two one', '', '   ', '...', '!!', 'one two three four', 'Yes.', 'a b c d e', 'a b c d f']
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found, ask = look(folder, write(folder / 'd.jsonl', texts), '--kind', 'text')
        assert edges(ask) == [(11, 1, 1.0, 'normalised')], edges(ask)
        assert found['corpus']['duplicates']['documents_empty'] == 4
        assert found['corpus']['repeats']['lines']['repeated'] == 0


def test_no_chain_and_every_edge_holds():
    """Each document is a window over one row of words, so that neighbours are near, and the ends are not."""
    rng = random.Random(4)
    row = [f'w{rng.getrandbits(40):x}' for _ in range(1400)]
    texts = [' '.join(row[i:i + 200]) for i in range(0, 1200, 6)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found, ask = look(folder, write(folder / 'd.jsonl', texts))
        sets, got = [shingles(words(t)) for t in texts], edges(ask)
        for row, representative, similarity, _ in got:
            assert abs(jaccard(sets[row - 1], sets[representative - 1]) - similarity) < 1e-12 and similarity >= 0.8
        dropped, kept = {g[0] for g in got}, {g[1] for g in got}
        assert not dropped & kept and 5 < len(kept) < 150 and found['corpus']['duplicates']['clusters']['largest'] < 12
        assert found['corpus']['duplicates']['bridges'] > 0


def test_giant_clusters_are_flagged_and_hold():
    rng = random.Random(9)
    base = [f'w{i}' for i in range(200)]
    texts = [' '.join(base[:195] + [f'v{rng.getrandbits(30)}' for _ in range(5)]) for _ in range(1500)] + \
            [' '.join(f'u{rng.getrandbits(40)}' for _ in range(50)) for _ in range(100)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found, ask = look(folder, write(folder / 'd.jsonl', texts))
        clusters = found['corpus']['duplicates']['clusters']
        assert clusters['giant'] == 1 and clusters['largest'] == 1500 and clusters['giant_rows'] == [1], clusters
        assert found['corpus']['duplicates']['crowded'] >= 1400
        assert {g[1] for g in edges(ask)} == {1} and len(edges(ask)) == 1499


def test_scripts_without_blanks():
    text = '人人生而自由在尊严和权利上一律平等他们赋有理性和良心并应以兄弟关系的精神相对待' * 1
    other = text.replace('兄弟', '姐妹')
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _, ask = look(folder, write(folder / 'd.jsonl', [text, '今天天气很好我们去公园散步吧', other, '。' + text]), '--near-jaccard', '0.6')
        got, want = edges(ask), jaccard(shingles(words(text)), shingles(words(other)))
        assert (4, 1, 1.0, 'normalised') in got
        for row, representative, similarity, kind in got:
            assert (row, representative) in ((4, 1), (3, 1)) and (row == 4 or abs(similarity - want) < 1e-12)


def documents_of(ask, sql):
    return {r['row']: r['text'] for r in ask(sql)}


SOURCES = {
    'alpaca_en_demo.json': "SELECT rowid AS row, coalesce(instruction, '') || CASE WHEN coalesce(input, '') <> '' THEN char(10) || input ELSE '' END || char(10) ||"
                           " coalesce(output, '') AS text FROM data",
    'c4_demo.jsonl': 'SELECT rowid AS row, text FROM data',
}


def kept_documents(ask, sql):
    dropped = {e[0] for e in edges(ask)}
    return {row: t for row, t in documents_of(ask, sql).items() if row not in dropped}


def test_exact_duplicates_of_real_texts():
    for name, sql in SOURCES.items():
        with tempfile.TemporaryDirectory() as folder:
            found, ask = look(pathlib.Path(folder), data(name))
            texts = documents_of(ask, sql)
            count = collections.Counter(texts.values())
            folded = collections.Counter(tuple(words(t)) for t in texts.values())
            exact, normalised = (sum(c.values()) - len(c) for c in (count, folded))
            got = found['corpus']['duplicates']
            assert (got['exact'], got['normalised']) == (exact, normalised - exact), (name, got['exact'], got['normalised'], exact, normalised)


def test_lines_of_real_texts():
    for name, sql in SOURCES.items():
        with tempfile.TemporaryDirectory() as folder:
            found, ask = look(pathlib.Path(folder), data(name))
            texts = kept_documents(ask, sql)
            for unit, split in ('lines', lambda t: t.split('\n')), ('paragraphs', paragraphs):
                seen = collections.Counter()
                for t in texts.values():
                    seen.update({u.strip(' \t\n\v\f\r') for u in split(t) if words(u)})
                got = found['corpus']['repeats'][unit]
                repeated, total = sum(seen.values()) - len(seen), sum(seen.values())
                assert got['repeated'] == repeated, (name, unit, got['repeated'], repeated)
                assert abs(got['fraction'] - repeated / total) < 1e-12
                assert all(seen[r['text']] == r['documents'] for r in got['list'] if not r['text'].endswith('…'))


def paragraphs(text):
    out, now = [], []
    for line in text.split('\n') + ['']:
        if line.strip(' \t\v\f\r'):
            now.append(line)
        elif now:
            out, now = out + ['\n'.join(now)], []
    return out


def passages_of(texts, n=50):
    """Documents and how many of their tokens stand in an n-gram that occurs before."""
    seen, out, total = set(), {}, 0
    for row in sorted(texts):
        tokens, covered = words(texts[row]), set()
        total += len(tokens)
        for i, g in enumerate(grams(tokens, n)):
            if g in seen:
                covered.update(range(i, i + n))
            seen.add(g)
        if covered:
            out[row] = len(covered)
    return out, total


def passages_hold(folder, *args, sql):
    found, ask = look(folder, *args)
    want, _ = passages_of(kept_documents(ask, sql))
    _, total = passages_of(documents_of(ask, sql))
    got = found['corpus']['repeats']['passages']
    assert got['documents'] == len(want), (args, got['documents'], len(want))
    assert {r['row'] for r in ask('SELECT DISTINCT row FROM assay_passage')} == set(want)
    assert abs(got['tokens_fraction'] - sum(want.values()) / total) < 1e-12, (got['tokens_fraction'] * total, sum(want.values()))


def test_passages_of_real_texts():
    with tempfile.TemporaryDirectory() as folder:
        for name, sql in SOURCES.items():
            passages_hold(pathlib.Path(folder), data(name), sql=sql)


def test_passages_that_were_planted():
    """Of 45 to 60 words, in long documents; and texts that repeat themselves."""
    rng = random.Random(11)
    texts = [[f'w{rng.getrandbits(20)}' for _ in range(300)] for _ in range(60)]
    for k in range(16):
        for into in rng.sample(range(60), 3):
            at, source = rng.randrange(300), rng.randrange(60)
            texts[into][at:at] = texts[source][20:20 + 45 + k]
    texts += [['eat', 'a', 'banana'] * 50, ['x'] * 200, ['y'] * 49]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        passages_hold(folder, write(folder / 'd.jsonl', [' '.join(t) for t in texts]), sql='SELECT rowid AS row, text FROM data')


def test_contamination_against_a_set():
    """Each field of an item by itself; an item whose fields are all short, by its longest, whole; one too short is not looked for."""
    rng = random.Random(3)

    def text(n):
        return [f'v{rng.getrandbits(24)}' for _ in range(n)]
    items = [{'id': i, 'question': ' '.join(text(rng.choice((3, 8, 12, 13, 20, 40)))), 'answer': ' '.join(text(rng.choice((1, 4, 9))))} for i in range(200)]
    documents = [text(120) for _ in range(150)]
    for d in documents[:90]:
        words_of = rng.choice(items)[rng.choice(('question', 'question', 'answer'))].split()
        size = rng.choice((5, 8, 12, 13, 14, 40))
        d[30:30] = [w.upper() for w in words_of[:size]]
    for n in (13, 8):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / 'bench.jsonl').write_text('\n'.join(map(json.dumps, items)) + '\n')
            path = write(folder / 'd.jsonl', [', '.join(d) for d in documents])
            found, ask = look(folder, path, '--against', folder / 'bench.jsonl', '--ngram', n)
            tokens = [words(', '.join(d)) for d in documents]
            hits, short = set(), 0
            for i, item in enumerate(items, 1):
                fields = [words(str(v)) for v in item.values()]
                whole = [f for f in fields if len(f) >= n]
                longest = max(fields, key=len)
                short += not whole and len(longest) < 5
                wanted = {g for f in whole for g in grams(f, n)} or ({tuple(longest)} if len(longest) >= 5 else set())
                lengths = {len(w) for w in wanted}
                hits |= {(i, row) for row, t in enumerate(tokens, 1) if any(g in wanted for m in lengths for g in grams(t, m))}
            got = {(r['item'], r['row']) for r in ask('SELECT item, row FROM assay_contamination')}
            assert got == hits and len(hits) > 20, (n, got ^ hits)
            c = found['corpus']['contamination']
            assert (c['contaminated_items'], c['documents'], c['items']) == (len({h[0] for h in hits}), len({h[1] for h in hits}), 200)
            assert c['sets'][0]['too_short'] == short
            for r in ask('SELECT * FROM assay_contamination'):
                assert len(words(r['text'])) == r['tokens'] and 0 < r['share'] <= 1
                assert ' '.join(words(r['text'])) in ' '.join(tokens[r['row'] - 1])


def test_splits_that_share_texts():
    rng = random.Random(5)
    texts = [[f'w{rng.getrandbits(24)}' for _ in range(60)] for _ in range(300)]
    split = ['train'] * 200 + ['validation'] * 50 + ['test'] * 50
    for into, source, size in (210, 3, 13), (260, 4, 20), (261, 4, 12), (270, 215, 30), (280, 281, 40), (5, 6, 50):
        texts[into][10:10] = texts[source][5:5 + size]
    documents = [' '.join(t) for t in texts]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        one, _ = look(folder, write(folder / 'd.jsonl', documents, split=split), '--split', 'split')
        files = []
        for part in ('train', 'validation', 'test'):
            files.append(write(folder / f'{part}.jsonl', [d for d, s in zip(documents, split) if s == part]))
        several, _ = look(folder, *files, '--split-files')
        for got, named in (one, lambda s: s), (several, lambda s: str(folder / f'{s}.jsonl')):
            c = got['corpus']['contamination']
            assert c['training_split'] == named('train') and c['leaked_items'] == 4 and c['leaked_rows'] == [211, 216, 261, 271], c
            sets = {(s['items_of'], s['found_in']): (s['contaminated'], s['longest']) for s in c['sets']}
            assert sets == {(named('validation'), named('train')): (1, 13), (named('test'), named('train')): (1, 20),
                            (named('test'), named('validation')): (1, 30), (named('validation'), named('test')): (1, 30)}, sets


def test_same_for_any_threads_and_files():
    tables = ('assay_duplicate', 'assay_repeat', 'assay_passage')
    with tempfile.TemporaryDirectory() as name:
        folder, seen = pathlib.Path(name), []
        lines = data('c4_demo.jsonl').read_text().splitlines()
        lines = lines + lines[:40] + [l.replace('the ', 'The ', 3) for l in lines[:60]]
        whole = folder / 'whole.jsonl'
        whole.write_text('\n'.join(lines) + '\n')
        parts = []
        for i in range(0, len(lines), 90):
            parts.append(folder / f'part{i:03}.jsonl')
            parts[-1].write_text('\n'.join(lines[i:i + 90]) + '\n')
        for sources, threads in ([whole], 1), ([whole], 2), ([whole], 7), (parts, 3):
            found, ask = look(folder, *sources, '--threads', threads)
            for key in 'across_list', 'across_sources':
                found['corpus']['duplicates'].pop(key)
            found['corpus'].pop('recognised')
            seen.append(json.dumps([found['corpus'], *(ask(f'SELECT * FROM {t}') for t in tables)]))
        assert len(set(seen)) == 1


if __name__ == '__main__':
    main(sys.modules[__name__])
