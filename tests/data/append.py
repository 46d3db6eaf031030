#!/usr/bin/env python3
"""--append gives what one audit of all files gives: the report byte for byte, and the database row for row: append.py ASSAY"""
import gzip, json, pathlib, random, shutil, sqlite3, sys, tempfile

from tap import NOW, SOURCE, assay, main

TABLES = ('assay_column', 'assay_source', 'assay_place', 'assay_reject', 'assay_run', 'assay_kind', 'assay_state', 'assay_bad_row')


def contents(db):
    """Every table, row for row; the database must be whole."""
    connection = sqlite3.connect(f'file:{db}?mode=ro', uri=True)
    connection.text_factory = bytes
    try:
        assert connection.execute('PRAGMA integrity_check').fetchone() == (b'ok',)
        there = {name.decode() for name, in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert there - set(TABLES) and all(t.startswith('data') for t in there - set(TABLES))
        numbered = there - {'assay_run', 'assay_state'}         # the number of a state's row says nothing
        return {t: connection.execute(f'SELECT {"rowid, " if t in numbered else ""}* FROM {t}').fetchall() for t in sorted(there)}
    finally:
        connection.close()


class Scene:
    def __init__(self, folder, *options):
        self.folder, self.options, self.files = pathlib.Path(folder), ('--now', NOW, '--quiet', *options), []

    def add(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.files.append(path)
        return path

    def run(self, files, *more, stdin=None, status=(0, 1)):
        out = self.folder / 'report.json'
        out.unlink(missing_ok=True)
        r = assay('audit', *files, *self.options, *more, '--json', out, stdin=stdin, status=status)
        return out.read_bytes() if out.exists() else r.stderr.decode()

    def whole(self, *more):
        db = self.folder / 'whole.db'
        return self.run(self.files, '--db', db, *more), contents(db)

    def piecewise(self, cuts, first=(), then=()):
        """Files [0, cuts[0]) audited, then each stretch of them appended."""
        db = self.folder / 'pieces.db'
        db.unlink(missing_ok=True)
        report = self.run(self.files[:cuts[0]], '--db', db, *first)
        for a, b in zip(cuts, [*cuts[1:], len(self.files)]):
            report = self.run(self.files[a:b], '--append', db, *then)
        return report, contents(db)

    def hold(self, *cuts, **more):
        want, want_db = self.whole()
        for cut in cuts:
            got, got_db = self.piecewise(cut, **more)
            assert got == want, f'{cut}: another report: {first_difference(want, got)}'
            for table in want_db.keys() | got_db.keys():
                assert want_db.get(table) == got_db.get(table), f'{cut}: table {table} differs'
        return json.loads(want)


def first_difference(a, b):
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return a[max(0, at - 150):at + 80], b[max(0, at - 150):at + 80]


def csv(rows, seed, columns=('id', 'class', 'guess', 'n', 'price', 'when', 'day', 'text', 'flag')):
    rng = random.Random(seed)
    cells = {
        'id': lambda i: f'{seed}-{i}', 'class': lambda i: rng.choice('abcd'), 'guess': lambda i: rng.choice('abcde'), 'n': lambda i: rng.choice(['', '-0', *map(str, range(9))]),
        'price': lambda i: f'{rng.gauss(100, 15):.4f}' if rng.random() < .95 else 'NA', 'when': lambda i: f'20{rng.randint(10, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T{rng.randint(0, 23):02d}:00:00+02:00',
        'day': lambda i: f' {rng.randint(1, 28)}/{rng.randint(1, 12)}/2024 ', 'text': lambda i: f'"word {rng.randint(0, 10 ** 6)}\n, é"' if i % 50 == 0 else f'w{rng.randint(0, 999)}',
        'flag': lambda i: rng.choice(['true', 'False', '?', '']), 'code': lambda i: f'00{rng.randint(0, 99)}', 'wild': lambda i: rng.choice(['1e300', '-inf', '1e-320', '0.0', '-0.0', '123456789012345678']),
        'other': lambda i: rng.choice(['x', 'y', '2024-01-05', '7', '1.5', 'true', '']), 'created_at': lambda i: str(1600000000 + 1000 * i)}
    lines = [','.join(columns)] + [','.join(cells[c](i) for c in columns) for i in range(rows)]
    return '\n'.join(lines) + '\n'


def in_a_folder(test):
    with tempfile.TemporaryDirectory() as folder:
        test(Scene(folder))


def test_any_split():
    def run(s):
        s.options += ('--label', 'class', '--pred', 'guess', '--id', 'id', '--time', 'when')
        for i, rows in enumerate((3000, 1, 700, 20000)):
            s.add(f'{i}.csv', csv(rows, i))
        report = s.hold([1], [2], [3], [1, 2], [1, 3], [1, 2, 3])
        assert report['dataset']['rows'] == 23701 and len(report['dataset']['sources']) == 4
    in_a_folder(run)


def test_any_threads():
    def run(s):
        s.add('a.csv', csv(30000, 1))
        s.add('b.csv', csv(9000, 2))
        s.hold([1], first=('--threads', 1), then=('--threads', 3))
        s.hold([1], first=('--threads', 4), then=('--threads', 1))
    in_a_folder(run)


def test_types_that_change():
    """Integers become reals, texts, codes, times; few values become many; a column that was empty is not."""
    def run(s):
        old = {'a': '7', 'b': '7', 'c': '7', 'd': '', 'e': '2024-01-05', 'f': 'true', 'created_at': '1600000000', 'g': '3/4/2024', 'h': '5'}
        new = {'a': '7.5', 'b': 'seven', 'c': '007', 'd': '3', 'e': 'soon', 'f': '12', 'created_at': '12', 'g': '25/4/2024', 'h': '2024-05-01'}
        s.add('a.csv', ','.join(old) + ',many\n' + ''.join(','.join(old.values()) + f',{i}\n' for i in range(30000)))
        s.add('b.csv', ','.join(new) + ',many\n' + ''.join(','.join(new.values()) + f',{i}.5\n' for i in range(40000)))
        report = s.hold([1])
        assert [c['type'] for c in report['columns']] == ['real', 'text', 'text', 'integer', 'text', 'text', 'integer', 'datetime', 'text', 'real']
    in_a_folder(run)


def test_columns_that_come_and_go():
    def run(s):
        s.add('a.csv', csv(500, 1, ('id', 'n', 'when', 'wild')))
        s.add('b.csv', csv(500, 2, ('other', 'n', 'code', 'id', 'created_at')))
        s.add('c.csv', csv(20, 3, ('flag', 'n')))
        report = s.hold([1], [2], [1, 2])
        assert [c['name'] for c in report['columns']] == ['id', 'n', 'when', 'wild', 'other', 'code', 'created_at', 'flag']
    in_a_folder(run)


def test_columns_that_only_a_header_names():
    """They come last in every audit, wherever their file stands, and may get rows later."""
    def run(s):
        s.add('a.csv', 'early,late,n\n')
        s.add('b.csv', csv(50, 2, ('id', 'n')))
        s.add('c.csv', csv(50, 3, ('code', 'n')))
        s.add('d.csv', 'code,last\n')
        s.add('e.csv', 'late\n1\n2\n')
        s.hold([1], [2], [3], [4], [1, 2, 3, 4])
    in_a_folder(run)


def test_more_columns_than_a_table_takes():
    def run(s):
        names = [f'c{i}' for i in range(4500)]
        s.add('a.csv', ','.join(names[:2500]) + '\n' + '\n'.join(','.join(str(i % (r + 2)) for i in range(2500)) for r in range(3)) + '\n')
        s.add('b.csv', ','.join(names[2000:]) + '\n')
        s.add('c.csv', ','.join(names[4000:]) + '\n' + ','.join('x' for i in range(500)) + '\n')
        s.hold([1], [2], [1, 2])
    in_a_folder(run)


def test_rejects():
    def run(s):
        s.add('a.csv', csv(100, 1, ('id', 'n')) + ''.join(f'ragged,row,{"x" * 300},{i}\n' for i in range(9)) + csv(5, 3, ('id', 'n')))
        s.add('b.csv', b'id,n\n1,2\nbad \xff,3\n"x"y,4\nnul\x00,2\n' + b'"' + b'\xc3\xa9' * 700 + b',1\n5,6,7\n')
        s.add('c.csv', 'ragged\n' * 3)
        report = s.hold([1], [2], [1, 2])
        assert [x['rejected'] > 0 for x in report['dataset']['sources'][:2]] == [True, True] and len(report['dataset']['sources'][0]['rejects']) == 5
    in_a_folder(run)


def test_nothing_before_and_nothing_new():
    def run(s):
        s.add('a.csv', '')
        s.add('b.csv', 'id,n\n')
        s.add('c.csv', csv(10, 1, ('id', 'n')))
        s.add('d.csv', '')
        s.hold([1], [2], [3], [1, 2, 3])
    in_a_folder(run)


def test_json_lines():
    def run(s):
        rng = random.Random(5)

        def rows(n, late):
            for i in range(n):
                row = {'id': i, 'a': {'b': rng.random(), 'c': rng.choice(['x', 'y', None, '', ' ']), 'd': {'e': {'f': 1}}}, 'list': list(range(i % 4)),
                       'text': rng.choice(['5', '5.0', '2024-01-01', 'true', 'NA', 'caf\u00e9', 'a\tb', '']), 'flag': rng.choice([True, False, None, 'true']),
                       'big': rng.choice([12345678901234567890123, 1e300, -0.0, 0, 1.0, 123456789012345678])}
                for key in rng.sample(sorted(row), 2):
                    if key != 'id':
                        del row[key]
                if late and i > n / 2:
                    row['late'] = f'v{i % 11}'
                yield json.dumps(row, ensure_ascii=rng.random() < .5) if i % 99 else '{"broken": '
        s.add('a.jsonl', '\n'.join(rows(3000, False)) + '\n')
        s.add('b.jsonl', '\n'.join(rows(800, True)) + '\n')
        s.add('c.json', json.dumps([json.loads(line) for line in rows(90, True) if 'broken' not in line]))
        s.hold([1], [2], [1, 2])
    in_a_folder(run)


def test_formats_together():
    def run(s):
        s.add('a.csv.gz', gzip.compress(csv(400, 1, ('id', 'n', 'when')).encode(), mtime=0))
        s.add('b.csv', csv(300, 2, ('n', 'day')).encode('utf-16'))
        s.add('c.tsv', csv(200, 3, ('id', 'wild')).replace(',', '\t'))
        s.add('d.jsonl', '{"id": "x", "n": 4}\n')
        s.hold([1], [2], [3], [1, 3])
    in_a_folder(run)


def test_standard_input():
    with tempfile.TemporaryDirectory() as folder:
        s = Scene(folder)
        a, b = s.add('a.csv', csv(50, 1)), s.add('b.csv', csv(50, 2))
        want = s.run([a, '-'], '--db', s.folder / 'w.db', stdin=b.read_bytes())
        s.run([a], '--db', s.folder / 'p.db')
        assert s.run(['-'], '--append', s.folder / 'p.db', stdin=b.read_bytes()) == want
        want = s.run(['-', b], '--db', s.folder / 'w.db', stdin=a.read_bytes())
        s.run(['-'], '--db', s.folder / 'p.db', stdin=a.read_bytes())
        assert s.run([b], '--append', s.folder / 'p.db') == want


def test_rules_on_rows_and_what_they_found():
    def run(s):
        pack = s.folder / 'p.json'
        pack.write_text(json.dumps({'rules_version': 1, 'extends': 'default', 'rules': [
            {'id': f'validity.r{i}', 'severity': 'warn', 'title': '{value:count row}', 'rows': r} for i, r in enumerate([
                {'column': 'class', 'values_in': ['a', 'b']}, {'column': 'id', 'unique': True}, {'sql': 'SELECT rowid FROM data WHERE n = 3'}])]}))
        s.options += ('--rules', pack, '--evidence', 'all')
        s.add('a.csv', csv(500, 1))
        s.add('b.csv', csv(300, 1))
        report = s.hold([1])
        assert sum(f['rule'].startswith('validity.r') for f in report['findings']) >= 3
    in_a_folder(run)


def test_either_way_of_loading():
    """--store pages and --store sql leave the same rows in every table, and what is appended follows both alike."""
    def run(s):
        s.options += ('--label', 'class')
        rng = random.Random(8)
        s.add('a.csv', csv(12000, 1) + 'ragged\n' + csv(5, 2))
        s.add('b.csv', 'id,long,n\n' + ''.join(f'{i},{"é" * rng.choice((0, 9, 9000, 40000))},{rng.choice((-1, 127, 2 ** 31, 2 ** 53 + 1))}\n' for i in range(99)))
        s.add('c.csv', ','.join(f'c{i}' for i in range(2500)) + '\n' + ','.join(str(i) for i in range(2500)) + '\n')
        pages, sql = s.whole('--store', 'pages'), s.whole('--store', 'sql')
        assert pages[0] == sql[0]
        for table in pages[1].keys() | sql[1].keys():
            assert pages[1].get(table) == sql[1].get(table), f'table {table} differs'
        assert {'data', 'data_2', 'assay_kind', 'assay_state', 'assay_reject'} <= pages[1].keys() and all(pages[1][t] for t in TABLES[:-1])
        for way in ('pages', 'sql'):
            s.hold([1], [2], [1, 2], first=('--store', way))
    in_a_folder(run)


def test_little_memory():
    def run(s):
        s.options += ('--memory', '16')
        s.add('a.csv', csv(30000, 1))
        s.add('b.csv', csv(3000, 2))
        s.hold([1])
    in_a_folder(run)


def test_options_of_reading():
    def run(s):
        s.options += ('--na', 'w7,a', '--max-record', '200', '--delimiter', ',', '--header', '--depth', '2')
        s.add('a.csv', csv(300, 1))
        s.add('b.csv', csv(300, 2))
        s.hold([1])
    in_a_folder(run)


def test_fast():
    """An audit with --fast looks at no earlier row, and may be gone on with without it; and the other way round."""
    def run(s):
        s.add('a.csv', csv(3000, 1))
        s.add('b.csv', csv(300, 2))
        s.hold([1], first=('--fast',))
        s.hold([1])
        want, want_db = s.whole('--fast')
        for first in ((), ('--fast',)):
            got, got_db = s.piecewise([1], first, ('--fast',))
            assert got == want and {t: got_db[t] for t in TABLES[:4]} == {t: want_db[t] for t in TABLES[:4]} and got_db['data'] == want_db['data']
    in_a_folder(run)


def test_the_samples():
    with tempfile.TemporaryDirectory() as folder:
        s = Scene(folder, '--id', 'order_id', '--time', 'ordered_at')
        lines = (SOURCE / 'samples/orders.csv').read_bytes().splitlines(keepends=True)
        s.add('a.csv', b''.join(lines[:200]))
        s.add('b.csv', b''.join([lines[0], *lines[200:]]))
        s.hold([1])


def test_baseline_of_itself():
    """What the new rows moved: the database is its own baseline."""
    with tempfile.TemporaryDirectory() as folder:
        s = Scene(folder)
        a, b, db = s.add('a.csv', csv(2000, 1)), s.add('b.csv', csv(1000, 2, ('id', 'code'))), s.folder / 'x.db'
        s.run([a], '--db', db)
        report = json.loads(s.run([b], '--append', db, '--baseline', db))
        assert any(f['rule'] == 'validity.column-added' for f in report['findings'])


def test_another_database_for_the_result():
    with tempfile.TemporaryDirectory() as folder:
        s = Scene(folder)
        a, b, db, new = s.add('a.csv', csv(200, 1)), s.add('b.csv', csv(100, 2)), s.folder / 'x.db', s.folder / 'y.db'
        s.run([a], '--db', db)
        old = db.read_bytes()
        s.run([b], '--append', db, '--db', new)
        assert db.read_bytes() == old and len(contents(new)['data']) == 300


def refused(s, db, files, *options, says):
    """Status 2, a sentence, the database as it was, and nothing left behind."""
    before = db.read_bytes() if db.exists() else None
    said = s.run(files, '--append', db, *options, status=(2,))
    assert says in said and len(said.splitlines()) <= 2, said
    assert (db.read_bytes() if db.exists() else None) == before
    assert not [p for p in s.folder.iterdir() if 'tmp' in p.name]


def sql(db, statement):
    connection = sqlite3.connect(db)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_what_is_refused():
    with tempfile.TemporaryDirectory() as folder:
        s = Scene(folder)
        a, b, kept, db = s.add('a.csv', csv(2000, 1)), s.add('b.csv', csv(10, 2)), s.folder / 'kept.db', s.folder / 'x.db'
        s.run([a], '--db', kept, '--label', 'class', '--na', 'zz', '--memory', '64')
        same = ('--label', 'class', '--na', 'zz', '--memory', '64')

        def again():
            shutil.copy(kept, db)
            return db
        for options, says in (
                ((), '--na was ["zz"] in the audit that made it, and is not given now'),
                (('--label', 'class', '--memory', '64', '--na', 'yy'), '--na was ["zz"]'),
                (('--na', 'zz', '--memory', '64'), '--label was "class"'),
                ((*same, '--id', 'id'), '--id was not given'),
                ((*same[:4], '--memory', '32'), '--memory was 64'),
                ((*same, '--delimiter', ';'), '--delimiter was not given'),
                ((*same, '--no-header'), '--header was not given'),
                ((*same, '--max-record', '1M'), '--max-record was 16777216'),
                ((*same, '--combine', 'class'), '--combine was not given')):
            refused(s, again(), [b], *options, says=says)
        refused(s, again(), ['nothing.csv'], *same, says='nothing.csv: No such file')
        refused(s, again(), [s.add('r.csv', 'id,class\n1\n')], *same, '--max-rejects', '0', says='could not be read')
        refused(s, s.folder / 'none.db', [b], *same, says='none.db: No such file')
        text = s.add('text.db', 'no database at all, but some text\n' * 100)
        refused(s, text, [b], *same, says='text.db')
        other = s.folder / 'other.db'
        sql(other, 'CREATE TABLE t(x)')
        refused(s, other, [b], *same, says='other.db')
        for statement, says in (
                ("UPDATE assay_run SET value = '0.0.9' WHERE key = 'version'", 'it was made by assay 0.0.9'),
                ("UPDATE assay_run SET value = '99' WHERE key = 'layout'", 'keeps nothing that this version can append to'),
                ("DELETE FROM assay_state WHERE name = 'validity.census'", 'validity.census: it keeps no state of it'),
                ("UPDATE assay_state SET version = 77", 'another version'),
                ("UPDATE assay_state SET bytes = x'0011'", 'is damaged'),
                ('DROP TABLE assay_kind', 'kept nothing to append to'),
                ('DELETE FROM data WHERE rowid = 2000', 'other rows than the audit stored'),
                ("INSERT INTO data(id) VALUES('more')", 'other rows than the audit stored'),
                ('DELETE FROM data WHERE rowid = 1000', 'rows 1 to 2000 are not what the audit stored'),
                ("UPDATE data SET n = 4.5 WHERE rowid = (SELECT rowid FROM data WHERE n = 4 LIMIT 1)", 'are not what the audit stored'),
                ("UPDATE data SET text = 'x' WHERE rowid = 7", 'are not what the audit stored'),
                ("UPDATE data SET \"when\" = NULL WHERE rowid = 7", 'are not what the audit stored'),
                ("UPDATE data SET \"when\" = 'once' WHERE rowid = 7", 'are not what the audit stored'),
                ("UPDATE assay_kind SET kinds = x'ffff'", 'are not what the audit stored'),
                ("UPDATE assay_kind SET kinds = zeroblob(3)", 'are not what the audit stored'),
                ("DELETE FROM assay_kind", 'its last rows')):
            sql(again(), statement)
            refused(s, db, [b], *same, says=says)
        again()
        holder = sqlite3.connect(db)
        holder.execute('PRAGMA journal_mode = wal')
        holder.execute('CREATE TABLE user_table(x)')
        holder.commit()
        assert s.run([b], '--append', db, *same, status=(2,)).count('write-ahead log') == 1
        holder.close()
        s.run([b], '--append', again(), *same)


main(sys.modules[__name__])
