#!/usr/bin/env python3
"""Failures injected, and kills: what was there stays, nothing half-written remains, and a sentence says why: fault.py ASSAY SHIM"""
import json, os, pathlib, random, shutil, signal, sqlite3, subprocess, sys, tempfile, time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'data'))
from tap import ASSAY, NOW, SOURCE, Skip, assay, main

SHIM = os.path.abspath(sys.argv[2])
RUNS = 70                       # a family; all of the first calls, then a sample of the rest


def table(rows):
    rng = random.Random(1)
    lines = ['id,class,x,y,text']
    lines += [f'{i},{rng.choice("abc")},{rng.random():.6f},{rng.gauss(0, 1):.6f},word {rng.randint(0, 10 ** 6)}' for i in range(rows)]
    return '\n'.join(lines) + '\n'


class Scene:
    """A folder with an input and an old database, which must survive."""
    old_rows = 1

    def __init__(self, folder, rows):
        self.folder = pathlib.Path(folder)
        self.input = self.folder / 'in.csv'
        self.input.write_text(table(rows))
        small = self.folder / 'small.csv'
        small.write_text('a\n1\n')
        self.old = self.folder / 'old.db'
        assay('audit', small, '--db', self.old, '--quiet', '--now', NOW)
        self.db = self.folder / 'audit.db'
        self.rules = self.folder / 'rules.json'
        self.rules.write_text(json.dumps({'rules_version': 1, 'extends': 'default', 'rules': [
            {'id': f'validity.r{i}', 'severity': 'warn', 'title': '{value:count row}', 'rows': rows} for i, rows in enumerate([
                {'column': 'class', 'values_in': ['a', 'b']}, {'column': '*', 'matches': '^[0-9]+$'}, {'unique': ['class', 'id']},
                {'foreign_key': {'column': 'class', 'file': 'in.csv'}}, {'column': 'id', 'not_null': True, 'where': "class = 'a'"},
                {'sql': 'SELECT rowid FROM data WHERE rowid % 7 = 0'}])]}))
        self.results = {form: self.folder / f'r.{form}' for form in ('json', 'junit', 'sarif', 'md')}

    def reset(self):
        shutil.copy(self.old, self.db)
        for path in self.results.values():
            path.unlink(missing_ok=True)

    def command(self):
        results = [f'--{form}={path}' for form, path in self.results.items()]
        return [ASSAY, 'audit', str(self.input), '--rules', str(self.rules), '--db', str(self.db), *results, '--now', NOW, '--label', 'class',
                '--id', 'id', '--threads', '2', '--quiet']

    def leftovers(self):
        return [p.name for p in self.folder.iterdir() if 'tmp' in p.name]

    def db_is_new(self):
        connection = sqlite3.connect(self.db)
        try:
            assert connection.execute('PRAGMA integrity_check').fetchone() == ('ok',)
            return connection.execute('SELECT count(*) FROM data').fetchone()[0] > self.old_rows
        finally:
            connection.close()


class Appending(Scene):
    """The old database is what the audit goes on from."""

    def __init__(self, folder, rows):
        super().__init__(folder, rows // 3)
        self.db = self.old
        assay(*super().command()[1:])
        self.db, self.old_rows = self.folder / 'audit.db', rows // 3
        self.more = self.folder / 'more.csv'
        self.more.write_text(table(rows - rows // 3))

    def command(self):
        given = super().command()
        at = given.index('--db')
        return [ASSAY, 'audit', str(self.more), *given[3:at], '--append', *given[at + 1:]]


class CorpusScene(Scene):
    """Documents that repeat each other, an evaluation set, and records that nearly repeat."""

    def __init__(self, folder, rows):
        super().__init__(folder, rows)
        rng = random.Random(3)
        texts = []
        for i in range(rows // 10):
            words = [f'w{rng.randint(0, 3000)}' for _ in range(80)]
            copied = texts[rng.randrange(len(texts))] if texts and i % 3 == 0 else words
            texts.append(copied[:60] + words[60:] if i % 2 else copied)
        self.input = self.folder / 'in.jsonl'
        self.input.write_text(''.join(json.dumps({'text': ' '.join(t[:40]) + '\n' + ' '.join(t[40:]), 'split': 'test' if i % 7 == 0 else 'train'}) + '\n'
                                      for i, t in enumerate(texts)))
        self.bench = self.folder / 'bench.jsonl'
        self.bench.write_text(''.join(json.dumps({'q': ' '.join(t[20:45]), 'a': 'w1 w2'}) + '\n' for t in texts[:40]))

    def command(self):
        results = [f'--{form}={path}' for form, path in self.results.items()]
        return [ASSAY, 'audit', str(self.input), '--kind', 'text', '--against', str(self.bench), '--split', 'split', '--near', 'text,split', '--rules', 'eval',
                '--db', str(self.db), *results, '--now', NOW, '--threads', '2', '--quiet']


def inject(scene, fault, count, *more):
    scene.reset()
    env = dict(os.environ, LD_PRELOAD=SHIM, ASSAY_FAULT=fault, ASSAY_FAULT_COUNT=str(count), TMPDIR=str(scene.folder))
    return subprocess.run([*scene.command(), *more], env=env, capture_output=True, text=True, timeout=120)


def check(scene, r, fault):
    if r.returncode in (0, 1):      # the call that failed did not matter, or n is past the last one
        assert scene.db_is_new() and all(p.stat().st_size > 100 for p in scene.results.values()), f'{fault}: passed, but a result is missing'
    elif r.returncode == 2:
        assert r.stderr.strip(), f'{fault}: failed without a word'
        assert scene.db.read_bytes() == scene.old.read_bytes() or scene.db_is_new(), f'{fault}: the old database is lost'
        left = [p.name for p in scene.results.values() if p.exists()]
        assert not left or scene.db_is_new(), f'{fault}: {left} remain of an audit that failed: {r.stderr}'
    else:
        raise AssertionError(f'{fault}: exit {r.returncode}\n{r.stderr[-2000:]}')
    assert not scene.leftovers(), f'{fault}: left behind {scene.leftovers()}'


def every(family, suffix='', of=Scene, *more):
    with tempfile.TemporaryDirectory() as folder:
        scene, count = of(folder, 3000), pathlib.Path(folder, 'count')
        inject(scene, f'{family}:1000000000', count, *more)
        calls = int(count.read_text())
        assert calls > 0, f'{family} is never called'
        rng = random.Random(2)
        first = range(1, min(calls, RUNS // 2) + 1)
        rest = sorted(rng.sample(range(RUNS // 2 + 1, calls + 1), min(RUNS // 2, calls - RUNS // 2))) if calls > RUNS // 2 else []
        failed = 0
        for n in [*first, *rest]:
            fault = f'{family}:{n}{suffix}'
            r = inject(scene, fault, count, *more)
            check(scene, r, fault)
            failed += r.returncode == 2
        assert failed > 0, f'no fault of {family} made the audit fail'
        print(f'# {family}: {calls} calls, {len(first) + len(rest)} of them failed in turn, {failed} ended the audit')


def test_memory_runs_out(): every('malloc')
def test_memory_stays_out(): every('malloc', '+')
def test_a_write_fails(): every('write')
def test_the_disk_is_full(): every('write', ':ENOSPC+')
def test_the_disk_is_full_by_sql(): every('write', ':ENOSPC+', Scene, '--store', 'sql')
def test_a_read_fails(): every('read')
def test_memory_runs_out_in_a_corpus(): every('malloc', '', CorpusScene)
def test_the_disk_is_full_in_a_corpus(): every('write', ':ENOSPC+', CorpusScene)
def test_fsync_fails(): every('fsync')
def test_rename_fails(): every('rename')
def test_memory_runs_out_while_appending(): every('malloc', of=Appending)
def test_a_write_fails_while_appending(): every('write', of=Appending)
def test_the_disk_is_full_while_appending(): every('write', ':ENOSPC+', of=Appending)
def test_a_read_fails_while_appending(): every('read', of=Appending)
def test_fsync_and_rename_fail_while_appending(): every('fsync', of=Appending), every('rename', of=Appending)


def test_memory_runs_out_in_every_form():
    """The last allocations of `assay render` are those of the form."""
    with tempfile.TemporaryDirectory() as folder:
        report, out, count = (pathlib.Path(folder, name) for name in ('r.json', 'out', 'count'))
        assay('audit', SOURCE / 'samples/orders.csv', '--id', 'order_id', '--now', NOW, '--quiet', '--json', report)

        def render(form, n):
            env = dict(os.environ, LD_PRELOAD=SHIM, ASSAY_FAULT=f'malloc:{n}', ASSAY_FAULT_COUNT=str(count))
            out.unlink(missing_ok=True)
            return subprocess.run([ASSAY, 'render', report, '--format', form, '--output', out], env=env, capture_output=True, text=True, timeout=60)

        for form in ('json', 'junit', 'sarif', 'md', 'github', 'line'):
            assert render(form, 1000000000).returncode == 1
            want, calls = out.read_bytes(), int(count.read_text())
            failed = 0
            for n in range(max(1, calls - 60), calls + 1):
                r = render(form, n)
                assert (r.returncode == 1 and out.read_bytes() == want) or (r.returncode == 2 and r.stderr and not out.exists()), (form, n, r)
                failed += r.returncode == 2
            assert failed > 0, form


def test_killed_at_50_moments(): killed(Scene)
def test_killed_at_50_moments_while_appending(): killed(Appending)


def killed(of):
    with tempfile.TemporaryDirectory() as folder:
        scene = of(folder, 60000)
        scene.reset()
        start = time.monotonic()
        subprocess.run(scene.command(), check=False, capture_output=True)
        whole = time.monotonic() - start
        rng, old, new = random.Random(4), 0, 0
        for _ in range(50):
            scene.reset()
            with subprocess.Popen(scene.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as p:
                time.sleep(rng.uniform(0, whole))
                p.send_signal(signal.SIGKILL)
            if scene.db.read_bytes() == scene.old.read_bytes():
                old += 1
            else:
                assert scene.db_is_new(), 'the database is neither the old one nor the new one'
                new += 1
        scene.reset()
        assert subprocess.run(scene.command(), capture_output=True).returncode in (0, 1)
        assert not scene.leftovers(), f'the next run left {scene.leftovers()}'
        assert scene.db_is_new()
        print(f'# of 50 killed runs {old} left the old database, {new} had finished the new one; whole run {whole:.2f} s')


def test_interrupted_by_a_person():
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(folder, 60000)
        scene.reset()
        with subprocess.Popen(scene.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as p:
            time.sleep(0.1)
            p.send_signal(signal.SIGINT)
            status = p.wait()
        assert status in (0, 1, -signal.SIGINT), status
        assert scene.db_is_new() or scene.db.read_bytes() == scene.old.read_bytes()


def leaks(args, fault=None):
    if not shutil.which('valgrind'):
        raise Skip('valgrind is not installed')
    env = dict(os.environ)
    if fault:
        env.update(LD_PRELOAD=SHIM, ASSAY_FAULT=fault)
    r = subprocess.run(['valgrind', '-q', '--leak-check=full', '--show-leak-kinds=definite,indirect,possible', '--error-exitcode=99',
                        '--errors-for-leak-kinds=definite,indirect', ASSAY, *map(str, args)], env=env, capture_output=True, text=True, timeout=600)
    assert r.returncode != 99, f'{fault or "success"}: {r.stderr[-4000:]}'
    return r.returncode


def test_no_leak_on_success_and_on_errors():
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(folder, 400)
        arguments = scene.command()[1:]
        assert leaks(arguments) in (0, 1)
        assert leaks([*arguments, '--fast']) in (0, 1)
        assert leaks(['audit', scene.folder / 'none.csv']) == 2
        assert leaks(['audit', scene.input, '--label', 'no such column']) == 2
        assert leaks(['audit', scene.input, '--rules', scene.input]) == 2
        assert leaks(CorpusScene(folder, 400).command()[1:]) in (0, 1)
        for fault in ('write:3:ENOSPC+', 'write:9:ENOSPC+', 'write:30:ENOSPC+', 'read:3', 'fsync:1', 'rename:1'):
            assert leaks(arguments, fault) in (0, 1, 2)
        assert not scene.leftovers()


def test_no_leak_while_appending():
    with tempfile.TemporaryDirectory() as folder:
        scene = Appending(folder, 400)
        for options, fault in (((), None), (('--fast',), None), (('--na', 'x'), None), ((), 'write:3:ENOSPC+'), ((), 'write:30:ENOSPC+'), ((), 'read:9')):
            scene.reset()
            status = leaks([*scene.command()[1:], *options], fault)
            assert status == 2 if '--na' in options else status in (0, 1, 2), (options, fault, status)
        assert not scene.leftovers()


main(sys.modules[__name__])
