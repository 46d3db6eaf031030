#!/usr/bin/env python3
"""The same report, byte for byte, whatever the machine does: threads, shards, pipes, compression: determinism.py ASSAY"""
import bz2, gzip, json, lzma, pathlib, random, sqlite3, subprocess, sys, tempfile

from tap import ASSAY, NOW, assay, main

ROLES = ('--now', NOW, '--label', 'class', '--pred', 'guess', '--id', 'id', '--quiet')


def table(rows, seed=7):
    """Columns of every kind, some of very many values, some that change their kind late, some missing."""
    rng = random.Random(seed)
    lines = ['id,class,guess,count,price,huge,when,day,text,mixed,late']
    for i in range(rows):
        label = rng.choice('abcd')
        lines.append(','.join([
            str(i if i % 1000 else 5), label, label if rng.random() < .9 else rng.choice('abcde'), str(rng.randint(0, 9)),
            f'{rng.gauss(100, 15):.4f}', f'{rng.uniform(-1, 1) * 10 ** rng.randint(-100, 100):.17g}',
            f'20{rng.randint(10, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:00:00Z',
            f'{rng.randint(1, 28)}/{rng.randint(1, 12)}/2024', f'"word {rng.randint(0, 10 ** 6)}\n, and more"' if i % 50 == 0 else f'w{rng.randint(0, 99999)}',
            rng.choice(['1', '2.5', 'x', '', 'NA']), '7' if i < rows * 0.9 else 'seven' if i % 3 else '8.5']))
        if i % 5000 == 4999:
            lines.append('ragged,row')
    return '\n'.join(lines) + '\n'


def report(folder, *args, stdin=None):
    out = pathlib.Path(folder, 'r.json')
    assay('audit', *args, '--json', out, stdin=stdin)
    return out.read_bytes()


def without_sources(text):
    tree = json.loads(text)
    del tree['dataset']['sources']
    return json.dumps(tree)


def test_threads():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 't.csv')
        path.write_text(table(60000))
        want = report(folder, path, *ROLES, '--threads', 1)
        for threads in (2, 3, 8):
            assert report(folder, path, *ROLES, '--threads', threads) == want, f'{threads} threads give another report'


def rows_of(db, table):
    connection = sqlite3.connect(db)
    try:
        return connection.execute(f'SELECT * FROM {table}').fetchall()
    finally:
        connection.close()


ROW_RULES = [
    {'column': 'class', 'values_in': ['a', 'b', 'c']}, {'column': 'text', 'matches': '^w[0-9]+$'}, {'column': 'price', 'range': {'min': 70, 'max': 130}},
    {'column': 'when', 'range': {'min': '2011-01-01'}}, {'column': '*', 'type': ['integer', 'real', 'datetime']}, {'column': 'id', 'unique': True},
    {'unique': ['class', 'guess', 'count']}, {'compare': {'left': 'day', 'is': '<=', 'right': 'when'}}, {'sum': {'of': ['count', 'price'], 'equals': 'late'}},
    {'column': 'mixed', 'not_null': True, 'where': "class = 'a'"}, {'sql': 'SELECT rowid FROM data WHERE count = 3 ORDER BY price'}]


def test_rules_on_rows():
    with tempfile.TemporaryDirectory() as folder:
        path, pack, db = (pathlib.Path(folder, name) for name in ('t.csv', 'p.json', 'x.db'))
        path.write_text(table(60000))
        pack.write_text(json.dumps({'rules_version': 1, 'rules': [
            {'id': f'validity.r{i}', 'severity': 'warn', 'title': '{value:count row}', 'rows': r} for i, r in enumerate(ROW_RULES)]}))
        for evidence in (7, 'all'):
            want = None
            for threads in (1, 2, 8):
                got = report(folder, path, *ROLES, '--rules', pack, '--evidence', evidence, '--threads', threads, '--db', db), rows_of(db, 'assay_bad_row')
                assert want is None or got == want, f'{threads} threads give another report'
                want = got
        tree = json.loads(want[0])
        assert not tree['not_evaluated'] and len(tree['rules']) == len(ROW_RULES)
        assert sum(f['value'] for f in tree['findings']) == sum(len(f['evidence']) for f in tree['findings']) == len(want[1])


def test_the_database_is_the_same_and_whole():
    with tempfile.TemporaryDirectory() as folder:
        path, db, want = pathlib.Path(folder, 't.csv'), pathlib.Path(folder, 'x.db'), None
        path.write_text(table(20000) + 'ragged\n' * 3000)
        for threads in (1, 4):
            dataset = json.loads(report(folder, path, *ROLES, '--threads', threads, '--db', db))['dataset']
            got = [rows_of(db, t) for t in ('data', 'assay_reject', 'assay_place', 'assay_source', 'assay_column')]
            assert (len(got[0]), len(got[1])) == (dataset['rows'], dataset['rejected']) == (20000, 3004)
            assert [r[1] for r in got[1]] == sorted({r[1] for r in got[1]}), 'a line is rejected once, in order'
            assert want is None or got == want
            want = got


def test_seven_shards_are_one_file():
    with tempfile.TemporaryDirectory() as folder:
        text = table(30000)
        whole = pathlib.Path(folder, 'whole.csv')
        whole.write_text(text)
        want = without_sources(report(folder, whole, *ROLES))
        header, rest = text.split('\n', 1)
        records, cut = rest.split('\n'), []
        while records:                                   # a shard ends where no quote is open
            n = len(rest.split('\n')) // 7 + 1
            while records[:n] and sum(r.count('"') for r in records[:n]) % 2:
                n += 1
            cut.append(records[:n])
            records = records[n:]
        for i, part in enumerate(cut):
            pathlib.Path(folder, f'part-{i}.csv').write_text('\n'.join([header, *part]).rstrip('\n') + '\n')
        assert len(cut) == 7
        assert without_sources(report(folder, f'{folder}/part-*.csv', *ROLES)) == want
        shuffled = without_sources(report(folder, f'{folder}/part-*.csv', *ROLES, '--threads', 5))
        assert shuffled == want


def test_pipes_and_compression():
    with tempfile.TemporaryDirectory() as folder:
        text = table(5000).encode()
        path = pathlib.Path(folder, 't.csv')
        path.write_bytes(text)
        want = without_sources(report(folder, path, *ROLES))
        assert without_sources(report(folder, '-', *ROLES, stdin=text)) == want
        for suffix, pack in (('gz', gzip.compress), ('bz2', bz2.compress), ('xz', lzma.compress)):
            packed = pathlib.Path(folder, f't.csv.{suffix}')
            packed.write_bytes(pack(text))
            assert without_sources(report(folder, packed, *ROLES)) == want, suffix
            assert without_sources(report(folder, '-', *ROLES, stdin=pack(text))) == want, f'{suffix} through a pipe'


def test_a_slow_pipe_cuts_nothing():
    with tempfile.TemporaryDirectory() as folder:
        text = table(3000).encode()
        path, out = pathlib.Path(folder, 't.csv'), pathlib.Path(folder, 'slow.json')
        path.write_bytes(text)
        want = without_sources(report(folder, path, *ROLES))
        with subprocess.Popen([ASSAY, 'audit', '-', *ROLES, '--json', str(out)], stdin=subprocess.PIPE) as p:
            at = 0
            rng = random.Random(3)
            while at < len(text):
                n = rng.choice((1, 2, 3, 700, 4096, 65537))
                p.stdin.write(text[at:at + n])
                p.stdin.flush()
                at += n
            p.stdin.close()
            assert p.wait() in (0, 1)
        assert without_sources(out.read_bytes()) == want


def test_jsonl_and_threads():
    rng = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 't.jsonl')
        with path.open('w') as f:
            for i in range(40000):
                row = {'id': i, 'a': {'b': rng.random(), 'c': rng.choice(['x', 'y', None])}, 'list': list(range(i % 4))}
                if i > 35000:
                    row['late'] = f'v{i % 11}'
                f.write(json.dumps(row) + '\n' if i % 9999 else '{"broken": \n')
        want = report(folder, path, '--now', NOW, '--quiet', '--threads', 1)
        for threads in (2, 3, 8):
            assert report(folder, path, '--now', NOW, '--quiet', '--threads', threads) == want


main(sys.modules[__name__])
