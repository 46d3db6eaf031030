"""tap: tests as functions, their results as TAP, and the assay that they run.

A test is a function whose name starts with test_; it fails by an exception, and skips by raising Skip('why').
"""
import json, os, pathlib, subprocess, sys, tempfile, traceback

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ASSAY = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ''
NOW = '2026-01-31T12:00:00Z'


class Skip(Exception):
    pass


def data(*parts):
    """A file of the open data collection, or a skip."""
    root = os.environ.get('ASSAY_DATA')
    if not root or not pathlib.Path(root).is_dir():
        raise Skip('no open data: set ASSAY_DATA to its folder')
    return pathlib.Path(root, *parts)


def assay(*args, stdin=None, status=(0, 1), **more):
    """Run assay; its exit status must be one of those wanted. Sanitizers and crashes give others."""
    r = subprocess.run([ASSAY, *map(str, args)], input=stdin, capture_output=True, timeout=600, **more)
    assert r.returncode in status, f'assay {" ".join(map(str, args))}: exit {r.returncode}, wanted {status}\n{r.stderr.decode(errors="replace")}'
    return r


def audit(*args, stdin=None, status=(0, 1)):
    """The report of an audit, as a tree."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, 'report.json')
        assay('audit', *args, '--now', NOW, '--json', out, '--quiet', stdin=stdin, status=status)
        return json.loads(out.read_text())


def column(report, name):
    return next(c for c in report['columns'] if c['name'] == name)


def pair(report, x, y, dimension='correlation'):
    for p in report['dimensions'][dimension]['pairs']:
        if (p['x'], p['y']) == (x, y):
            return p
    raise AssertionError(f'no pair {x}, {y}')


def close(got, want, digits=12, what=''):
    """Equal to so many significant digits; None is no number."""
    assert got is not None, f'{what}: no figure, wanted {want}'
    assert abs(got - want) <= 0.5 * 10 ** (1 - digits) * max(abs(want), 1e-300) or (want == 0 and abs(got) < 1e-12), \
        f'{what}: got {got!r}, wanted {want!r}'


def main(module):
    tests = [(n, f) for n, f in sorted(vars(module).items(), key=lambda i: getattr(i[1], '__code__', main.__code__).co_firstlineno)
             if n.startswith('test_')]
    print(f'1..{len(tests)}')
    bad = 0
    for i, (name, test) in enumerate(tests, 1):
        title = name[5:].replace('_', ' ')
        try:
            test()
            print(f'ok {i} - {title}', flush=True)
        except Skip as why:
            print(f'ok {i} - {title} # SKIP {why}', flush=True)
        except Exception as e:
            bad += 1
            print(f'not ok {i} - {title}', flush=True)
            for line in (traceback.format_exc() if not isinstance(e, AssertionError) else str(e) or traceback.format_exc()).splitlines()[:60]:
                print('# ' + line)
    sys.exit(bad > 0)
