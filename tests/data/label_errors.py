#!/usr/bin/env python3
"""Label errors against a plain reading of the definitions of confident learning, row by row and with everything in memory: label_errors.py ASSAY

Written from Northcutt, Jiang & Chuang 2021 and the documented behaviour of cleanlab 2; nothing is taken from assay. Picks by rank keep all rows that
are equal to the last one, and a row whose label is its highest probability is never picked by the first five ways.
"""
import collections, csv, json, math, pathlib, random, re, sqlite3, sys, tempfile

from tap import NOW, assay, audit, close, data, main

EPSILON = 1e-6
NAMES = 'abcdefghijkl'     # of classes
WAYS = ('confident_learning', 'prune_by_class', 'prune_by_noise_rate', 'both', 'predicted_neq_given', 'low_self_confidence', 'low_normalized_margin')


def argmax(p):
    return max(range(len(p)), key=lambda k: (p[k], -k))


def rounded_keeping_sum(row):
    whole = [round(x) for x in row]         # half to even
    off = round(math.fsum(row)) - sum(whole)
    order = sorted(range(len(row)), key=lambda i: (-(row[i] - whole[i]) if off > 0 else row[i] - whole[i], i))
    for i in order[:abs(off)]:
        whole[i] += 1 if off > 0 else -1
    return whole


def lowest(rows, n, key):
    """The n lowest, and all that are equal to the last of them."""
    if n <= 0:
        return set()
    last = sorted(key(r) for r in rows)[min(n, len(rows)) - 1]
    return {r for r in rows if key(r) <= last}


def confident_learning(given, p, K):
    N = len(given)
    of = [[r for r in range(N) if given[r] == k] for k in range(K)]
    threshold = [max(math.fsum(p[r][k] for r in of[k]) / len(of[k]), 2e-6) if of[k] else 2.0 for k in range(K)]
    joint, off, left_out = [[0] * K for _ in range(K)], set(), 0
    for r in range(N):
        sure = [k for k in range(K) if p[r][k] >= threshold[k] - EPSILON]
        if not sure:
            left_out += 1
            continue
        guess = sure[0] if len(sure) == 1 else argmax(p[r])
        joint[given[r]][guess] += 1
        if guess != given[r]:
            off.add(r)
    for k in range(K):
        joint[k][k] = max(joint[k][k], 1)
    scaled = [[c / sum(row) * len(of[k]) for c in row] for k, row in enumerate(joint)]
    total = math.fsum(map(math.fsum, scaled))
    calibrated = [rounded_keeping_sum([c / total * N for c in row]) for row in scaled]
    predicted = {r for r in range(N) if argmax([x + EPSILON * (k == given[r]) for k, x in enumerate(p[r])]) == given[r]}
    by_class, by_rate = set(), set()
    for k in range(K):
        counts = calibrated[k][:]
        if counts[k] < 1:
            share = (1 - counts[k]) / max(sum(c != 0 for c in counts) - 1, 1)
            counts = [1 if j == k else int(max(c - share, 0)) for j, c in enumerate(counts)]
        if len(of[k]) <= 1:
            continue
        by_class |= lowest(of[k], len(of[k]) - counts[k], lambda r: p[r][k])
        for j in range(K):
            if j != k:
                by_rate |= lowest(of[k], counts[j], lambda r: p[r][k] - p[r][j])
    margin = lambda r: (p[r][given[r]] - max(x for k, x in enumerate(p[r]) if k != given[r]) + 1) / 2
    n = len(off - predicted)
    flags = {'confident_learning': off, 'prune_by_class': by_class, 'prune_by_noise_rate': by_rate, 'both': by_class & by_rate,
             'predicted_neq_given': {r for r in range(N) if argmax(p[r]) != given[r]}}
    flags = {way: rows - predicted for way, rows in flags.items()}
    flags['low_self_confidence'] = lowest(range(N), n, lambda r: p[r][given[r]])
    flags['low_normalized_margin'] = lowest(range(N), n, margin)
    return dict(threshold=threshold, joint=joint, calibrated=calibrated, left_out=left_out, off_diagonal=len(off), flags=flags, health=1 - n / N,
                margin=margin)


def made(seed, rows, K, wrong, coarse):
    """Probabilities of a model of some skill, and labels of which a share is wrong; coarse ones are equal to each other often."""
    rng = random.Random(seed)
    given, p = [], []
    for r in range(rows):
        true = min(int(rng.random() ** 1.7 * K), K - 1)
        x = [rng.gauss(0, 1) + 3 * rng.random() * (k == true) for k in range(K)]
        e = [math.exp(v) for v in x]
        row = [v / sum(e) for v in e]
        if coarse:
            row = [round(v * 20) / 20 for v in row]
        p.append(row)
        given.append(rng.randrange(K) if rng.random() < wrong else true)
    given[:K] = range(K)    # each class has a row, if only one
    return given, p


def audited(folder, given, p, K, *more):
    path, db, out = (pathlib.Path(folder, n) for n in ('x.csv', 'x.db', 'r.json'))
    with path.open('w', newline='') as f:
        w = csv.writer(f)
        w.writerow(['label'] + [f'p_{NAMES[k]}' for k in range(K)])
        w.writerows([NAMES[g]] + [repr(x) for x in row] for g, row in zip(given, p))
    probabilities = [a for k in range(K) for a in ('--proba', f'p_{NAMES[k]}')]
    assay('audit', path, '--label', 'label', *probabilities, '--json', out, '--db', db, '--quiet', '--now', NOW, *more)
    return json.loads(out.read_text())['dimensions']['accuracy'], db


def held(given, p, K):
    want = confident_learning(given, p, K)
    with tempfile.TemporaryDirectory() as folder:
        accuracy, db = audited(folder, given, p, K)
        got = accuracy['label_errors']
        assert got['joint']['counted'] == want['joint'] and got['joint']['calibrated'] == want['calibrated'], (got['joint'], want['joint'], want['calibrated'])
        for figure in ('left_out', 'off_diagonal'):
            assert got[figure] == want[figure], (figure, got[figure], want[figure])
        for k, c in enumerate(sorted(accuracy['classes'], key=lambda c: c['class'])):
            close(c['confidence_threshold'], want['threshold'][k], what=f'threshold of {k}')
            row = want['calibrated'][k]
            close(c['label_noise'], 1 - row[k] / sum(row), 11, f'noise of {k}')
        close(got['health'], want['health'], what='health')
        wrong, most = len(want['flags']['predicted_neq_given']), max(map(given.count, range(K)))
        assert abs(got['model_skill'] - (1 - wrong / (len(given) - most))) < 1e-12
        rows = sqlite3.connect(db).execute(f'SELECT row, given, suggested, self_confidence, normalized_margin, confidence_weighted_entropy, '
                                           f'{", ".join(chr(34) + w + chr(34) for w in WAYS)} FROM assay_label_error').fetchall()
        for i, way in enumerate(WAYS):
            flagged = {r[0] - 1 for r in rows if r[6 + i]}
            assert flagged == want['flags'][way], (way, len(flagged), len(want['flags'][way]), sorted(flagged ^ want['flags'][way])[:5])
            assert got[way] == len(flagged)
        for row, label, suggested, confidence, margin, entropy, *_ in rows:
            r = row - 1
            x = -sum(v * math.log(v) for v in p[r] if v > 0) / math.log(K) / max(p[r][given[r]], EPSILON)
            assert label == NAMES[given[r]] and suggested == NAMES[argmax(p[r])] and confidence == p[r][given[r]]
            close(margin, want['margin'](r), what='margin')
            close(entropy, math.log(x + 1) / x if x else 1, 9, 'entropy')
        worst = sorted(want['flags']['prune_by_noise_rate'], key=lambda r: (p[r][given[r]], r))[:20]
        assert [w['row'] for w in got['worst']] == [r + 1 for r in worst]


# ---- a model of its own: multinomial naive Bayes, each fifth of the rows judged by the other four

MASK = (1 << 64) - 1


def fnv1a(data, h=0xcbf29ce484222325):
    for byte in data:
        h = (h ^ byte) * 0x100000001b3 & MASK
    return h


def mix13(x):       # Stafford's, as in SplitMix64
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & MASK
    x = (x ^ x >> 27) * 0x94d049bb133111eb & MASK
    return x ^ x >> 31


def tokens_of(cells, kinds, quartiles):
    """cells: by column, None where missing; kinds: 'words', 'value', 'number' or None for what is no feature."""
    for c, (cell, kind) in enumerate(zip(cells, kinds)):
        start = fnv1a(str(c).encode() + b'\0')
        if cell is None or kind is None:
            continue
        if kind == 'words':
            for word in re.findall(rb'[0-9A-Za-z\x80-\xff]+', cell.encode()):
                yield fnv1a(word.lower() if word.isascii() else bytes(b + 32 if 65 <= b <= 90 else b for b in word), start)
        elif kind == 'value':
            yield fnv1a(cell.encode()[:80], start)
        else:
            yield fnv1a(str(sum(q < float(cell) for q in quartiles[c])).encode(), start)


def naive_bayes(given, rows, K, folds=5):
    fold = [mix13(sum(t) & MASK) % folds for t in rows]
    bits = 10
    while bits < 20 and (4 * folds * K << bits + 1) <= 64 << 20:
        bits += 1
    rows = [[mix13(t) >> 64 - bits for t in row] for row in rows]
    vocabulary = {t for row in rows for t in row}
    p = [None] * len(rows)
    for f in range(folds):
        n, total, times = [0] * K, [0] * K, [collections.Counter() for _ in range(K)]
        for g, row, of in zip(given, rows, fold):
            if of != f:
                n[g] += 1
                total[g] += len(row)
                times[g].update(row)
        for r, row in enumerate(rows):
            if fold[r] == f:
                x = [math.log((n[k] + 1) / (sum(n) + K)) + sum(math.log((times[k][t] + 1) / (total[k] + len(vocabulary))) for t in row)
                     for k in range(K)]
                e = [math.exp(v - max(x)) for v in x]
                p[r] = [v / sum(e) for v in e]
    return p


def judged(folder, path, label, names, kinds, more=()):
    """assay's label errors of a file, and the plain ones."""
    db, out = pathlib.Path(folder, 'x.db'), pathlib.Path(folder, 'r.json')
    assay('audit', path, '--label', label, '--label-model', 'nb', '--json', out, '--db', db, '--quiet', '--now', NOW, '--show-values', *more)
    report = json.loads(out.read_text())
    rows, given, K = [], [], sorted({row[label] for row in read_csv(path) if row[label]})
    quartiles = {c: [column['numeric'][q] for q in ('p25', 'p50', 'p75')] for c, column in enumerate(report['columns']) if kinds[c] == 'number'}
    numbers = []
    for i, row in enumerate(read_csv(path), 1):
        if row[label]:
            numbers.append(i)
            given.append(K.index(row[label]))
            rows.append(list(tokens_of([row[n] or None for n in names], kinds, quartiles)))
    p = naive_bayes(given, rows, len(K))
    want, got = confident_learning(given, p, len(K)), report['dimensions']['accuracy']['label_errors']
    assert got['model'] == 'out-of-fold naive Bayes of assay, 5 folds' and got['n'] == len(rows)
    close(got['model_accuracy'], 1 - len(want['flags']['predicted_neq_given']) / len(rows), what='accuracy of the model')
    assert got['joint']['counted'] == want['joint'] and got['joint']['calibrated'] == want['calibrated'], (got['joint'], want['joint'])
    for k, c in enumerate(c for c in report['dimensions']['accuracy']['classes']):
        close(c['confidence_threshold'], want['threshold'][K.index(c['class'])], 9, f'threshold of {c["class"]}')
    flagged = sqlite3.connect(db).execute(f'SELECT row, given, suggested, self_confidence, {", ".join(chr(34) + w + chr(34) for w in WAYS)} '
                                          f'FROM assay_label_error').fetchall()
    for i, way in enumerate(WAYS):
        assert {f[0] for f in flagged if f[4 + i]} == {numbers[r] for r in want['flags'][way]}, way
    for row, label, suggested, confidence, *_ in flagged:
        r = numbers.index(row)
        assert (label, suggested) == (K[given[r]], K[argmax(p[r])])
        assert abs(confidence - p[r][given[r]]) <= 1e-9 * p[r][given[r]], (row, confidence, p[r])
    return got, {f[0] for f in flagged if f[4 + WAYS.index('prune_by_noise_rate')]}


def read_csv(path):
    with path.open(newline='') as f:
        yield from csv.DictReader(f)


def test_naive_bayes_of_made_rows():
    """Texts, categories and numbers that tell the class; of the labels one in twenty is wrong, and most of these are found."""
    rng = random.Random(5)
    words = {'sport': 'ball team goal match win coach'.split(), 'food': 'rice oven salt soup bread spoon'.split(),
             'travel': 'train hotel beach map ticket Zürich'.split()}
    every = 'the and of it was there today again'.split()
    with tempfile.TemporaryDirectory() as folder:
        path, wrong = pathlib.Path(folder, 'texts.csv'), set()
        with path.open('w', newline='') as f:
            w = csv.writer(f)
            w.writerow(['topic', 'text', 'from', 'length'])
            for r in range(1, 1201):
                true = label = rng.choice(list(words))
                if rng.random() < .05:
                    label = rng.choice([k for k in words if k != true])
                    wrong.add(r)
                text = ' '.join(rng.choice(words[true] if rng.random() < .4 else every) for _ in range(rng.randint(4, 14)))
                w.writerow(['' if r % 97 == 0 else label, text.capitalize() + '.', rng.choice(['web', 'mail', true[:3]]),
                            '' if r % 31 == 0 else f'{rng.gauss(len(true), 1):.3f}'])
        got, found = judged(folder, path, 'topic', ['topic', 'text', 'from', 'length'], [None, 'words', 'value', 'number'])
        assert got['model_accuracy'] > .85
        assert len(found & wrong) > .7 * len(wrong) and len(found & wrong) > .7 * len(found), (len(found), len(wrong), len(found & wrong))
        pathlib.Path(folder, 'x.db').unlink()
        assert judged(folder, path, 'topic', ['topic', 'text', 'from', 'length'], [None, 'words', 'value', 'number'], ('--threads', '1'))[0] == got


def test_naive_bayes_of_intents():
    with tempfile.TemporaryDirectory() as folder:
        got, _ = judged(folder, data('banking-intent-classification.csv'), 'label', ['text', 'label'], ['words', None])
        assert got['model_accuracy'] == 0.914


def test_made_rows():
    for seed, (rows, K, wrong) in enumerate([(400, 3, .2), (3000, 5, .1), (2000, 2, .3), (900, 8, .4), (60, 4, .5), (5, 2, .5), (700, 12, .9)]):
        held(*made(seed, rows, K, wrong, False), K)


def test_rows_that_are_equal():
    for seed in range(8):
        K = 2 + seed % 5
        held(*made(100 + seed, 700, K, .25, True), K)


def test_mnist():
    want = json.loads(data('mnist.truth.json').read_text())['confident_learning']
    report = audit(data('mnist.csv'), '--label', 'label', *(a for k in range(10) for a in ('--proba', f'p{k}')))
    got = report['dimensions']['accuracy']['label_errors']
    for figure, name in (('left_out', 'left_out_rows'), ('confident_learning', 'off_diagonal'), ('off_diagonal', 'off_diagonal_before_argmax_filter'),
                         ('prune_by_noise_rate',) * 2, ('prune_by_class',) * 2, ('both',) * 2, ('predicted_neq_given',) * 2):
        assert got[figure] == want[name], (figure, got[figure], want[name])
    assert got['joint']['calibrated'] == want['joint_counts_calibrated']
    for c in report['dimensions']['accuracy']['classes']:
        close(c['confidence_threshold'], want['thresholds'][int(c['class'])], what=f'threshold of {c["class"]}')
    with data('mnist.csv').open() as f:
        rows = list(csv.DictReader(f))
    held([int(r['label']) for r in rows], [[float(r[f'p{k}']) for k in range(10)] for r in rows], 10)


def test_the_same_whatever_the_threads_and_the_batches():
    given, p = made(7, 20000, 4, .1, True)
    with tempfile.TemporaryDirectory() as folder:
        one = audited(folder, given, p, 4, '--threads', '1')[0]
        pathlib.Path(folder, 'x.db').unlink()
        assert one == audited(folder, given, p, 4, '--threads', '3')[0]


main(sys.modules[__name__])
