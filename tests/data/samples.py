#!/usr/bin/env python3
"""Every defect that samples/README.md lists must be found, where it says, and nothing else be warned of: samples.py ASSAY"""
import functools, re, shlex, shutil, subprocess, sys, tempfile
from pathlib import Path

from tap import ASSAY, SOURCE, audit, column, main

SAMPLES = SOURCE / 'samples'


def defects():
    """The rows of the table as (sample, defect, rule, where), without the marks of code."""
    text = (SAMPLES / 'README.md').read_text()
    rows = re.findall(r'^\|(.*)\|(.*)\|(.*)\|(.*)\|$', text[text.index('| sample | defect | rule | column |'):], re.M)[2:]
    return [tuple(cell.strip().replace('`', '') for cell in row) for row in rows]


@functools.cache
def options():
    """What audits.sh audits each sample with."""
    lines = re.findall(r'^audit (\w+) samples/(\S+)(.*)$', (SAMPLES / 'audits.sh').read_text(), re.M)
    return {sample: shlex.split(rest) for _, sample, rest in lines}


@functools.cache
def report(sample):
    return audit(SAMPLES / sample, *options()[sample])


def place(finding):
    """Where a finding is, as the table says it."""
    where = finding['where']
    return ' ~ '.join(where[k] for k in ('column', 'other') if k in where) or '–'


def lines(source, finding):
    """The lines of the rows that a finding shows."""
    return {source['lines'][str(e['row'])] for e in finding.get('evidence', [])}


def figure(of, path):
    for name in path.split('.'):
        of = of[name]
    return of


def check(sample, defect, rule, where):
    audited = report(sample)
    source = audited['dataset']['sources'][0]
    if '=' in rule:
        path, want = rule.split(' = ')
        got = figure(column(audited, where), path)
        assert got == float(want), f'{path} of {where} is {got}'
        return
    if where.startswith('line '):
        assert int(where[5:]) in [r['line'] for r in source['rejects']], f'rejected are {source["rejects"]}'
        where = '–'
    found = [f for f in audited['findings'] if f['rule'] == rule and place(f) == where]
    assert len(found) == 1, f'{len(found)} findings of {rule} at {where}; there are {[(f["rule"], place(f)) for f in audited["findings"]]}'
    named = {int(n) for part in re.findall(r'\blines? ([\d, and]+)', defect) for n in re.findall(r'\d+', part)}
    shown = lines(source, found[0])
    # Of a repeat only the second is shown.
    assert not shown or not named or named <= shown or ('again' in defect or 'copied' in defect) and max(named) in shown, \
        f'{rule} at {where} shows lines {sorted(shown)}, and not {sorted(named - shown)}'


def test_every_planted_defect_is_found():
    wrong = []
    for row in defects():
        try:
            check(*row)
        except (AssertionError, KeyError, StopIteration) as e:
            wrong.append(f'{row[0]}: {row[1]}: {e!r}')
    assert not wrong, '\n'.join(wrong)


def test_the_table_lists_every_sample():
    table = {row[0] for row in defects()}
    there = {p.name for p in SAMPLES.iterdir() if p.suffix in ('.csv', '.jsonl')}
    assert table == there == set(options()), (table, there, options())
    assert len(defects()) > 40


def test_nothing_else_is_warned_of():
    known = {(sample, rule, '–' if where.startswith('line ') else where) for sample, _, rule, where in defects()}
    for sample in options():
        for f in report(sample)['findings']:
            assert f['severity'] == 'info' or (sample, f['rule'], place(f)) in known, f'{sample}: {f["rule"]} at {place(f)}: {f["title"]}'


def test_the_rendered_reports_are_those_of_the_program():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(['sh', SAMPLES / 'audits.sh', ASSAY, folder], check=True, stdout=subprocess.DEVNULL)
        made = {p.name: p.read_bytes() for p in Path(folder).iterdir() if p.suffix in ('.html', '.md')}
    kept = {p.name: p.read_bytes() for p in (SAMPLES / 'reports').iterdir()}
    assert set(made) == set(kept), (set(made), set(kept))
    for name in made:
        assert made[name] == kept[name], f'samples/reports/{name} is not what the program writes: sh samples/render.sh'


def test_make_makes_the_same_bytes():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(SAMPLES / 'make.py', folder)
        subprocess.run([sys.executable, Path(folder, 'make.py')], check=True)
        for sample in options():
            assert Path(folder, sample).read_bytes() == (SAMPLES / sample).read_bytes(), f'{sample} differs'


main(sys.modules[__name__])
