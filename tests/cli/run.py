#!/usr/bin/env python3
"""Golden tests of the command line: a case is NAME.sh, what it must do lies beside it, and the folders read like a tutorial.

    NAME.sh              run by sh -eu in an empty directory; `assay` is on PATH, $CASES is this folder, $SAMPLES the samples
    NAME.stdout[.glob]   what it prints; in a .glob `*` and `?` match inside a line and a line `...` stands for any lines; absent: nothing
    NAME.stderr[.glob]   the same; absent: nothing, which catches stray warnings
    NAME.exit            the status; absent: 0

    run.py ASSAY CASES [--update] [--wrap 'valgrind -q --error-exitcode=99'] [CASE…]
"""
import argparse, difflib, fnmatch, os, pathlib, subprocess, sys, tempfile


def matches(want, got):
    """Lines against lines; '...' alone swallows any number of them."""
    if not want:
        return not got
    if want[0] == '...':
        return any(matches(want[1:], got[i:]) for i in range(len(got) + 1))
    return bool(got) and fnmatch.fnmatchcase(got[0], want[0].replace('[', '[[]')) and matches(want[1:], got[1:])


def check(case, kind, got, update):
    exact, glob = case.with_suffix('.' + kind), case.with_suffix('.' + kind + '.glob')
    if glob.exists():
        if matches(glob.read_text().splitlines(), got.splitlines()):
            return []
        return [f'{glob.name} does not match:', *got.splitlines()]
    want = exact.read_text() if exact.exists() else ''
    if got == want:
        return []
    if update:
        exact.write_text(got) if got else exact.unlink(missing_ok=True)
        return []
    return list(difflib.unified_diff(want.splitlines(), got.splitlines(), exact.name, 'got', lineterm=''))


def run(case, assay, wrap):
    with tempfile.TemporaryDirectory() as scratch:
        binary, work = pathlib.Path(scratch, 'bin'), pathlib.Path(scratch, 'work')
        binary.mkdir()
        work.mkdir()
        shim = binary / 'assay'
        shim.write_text(f'#!/bin/sh\nexec {wrap} {assay} "$@"\n')
        shim.chmod(0o755)
        env = {'PATH': f'{binary}:/usr/bin:/bin', 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'HOME': scratch, 'NO_COLOR': '1', 'COLUMNS': '100',
               'CASES': str(case.parent), 'SAMPLES': str(pathlib.Path(__file__).resolve().parents[2] / 'samples'),
               **{k: v for k, v in os.environ.items() if 'SAN_OPTIONS' in k}}
        return subprocess.run(['sh', '-eu', case], cwd=work, env=env, capture_output=True, text=True, errors='replace', timeout=120)


def main():
    p = argparse.ArgumentParser()
    p.add_argument('assay')
    p.add_argument('cases', type=pathlib.Path)
    p.add_argument('only', nargs='*')
    p.add_argument('--update', action='store_true')
    p.add_argument('--wrap', default='')
    a = p.parse_args()
    root, assay = a.cases.resolve(), os.path.abspath(a.assay)
    cases = [c for c in sorted(root.rglob('*.sh')) if not a.only or c.stem in a.only or c.parent.name in a.only]
    print(f'1..{len(cases)}')
    bad = 0
    for i, case in enumerate(cases, 1):
        r = run(case, assay, a.wrap)
        code = case.with_suffix('.exit')
        wrong = check(case, 'stdout', r.stdout, a.update) + check(case, 'stderr', r.stderr, a.update)
        want = int(code.read_text()) if code.exists() else 0
        if r.returncode != want and a.update:
            code.write_text(f'{r.returncode}\n') if r.returncode else code.unlink(missing_ok=True)
        elif r.returncode != want:
            wrong.append(f'exit {r.returncode}, wanted {want}')
        bad += bool(wrong)
        print(f'{"not ok" if wrong else "ok"} {i} - {case.relative_to(root).with_suffix("")}')
        for line in wrong:
            print('# ' + line)
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
