#!/usr/bin/env python3
"""What `assay suggest` writes is passed by what it was written from, and failed by every damage: suggest.py ASSAY"""
import csv, json, pathlib, random, sys, tempfile

from tap import NOW, assay, data, main


def table(rows=400, seed=1):
    rng = random.Random(seed)
    head = ['id', 'city', 'price', 'count', 'when', 'note']
    return [head] + [[str(i), rng.choice(['Rome', 'Oslo', 'Bonn']), f'{rng.uniform(1, 90):.2f}', str(rng.randint(0, 9)),
                      f'2025-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}', '' if rng.random() < .2 else f'n{rng.randint(0, 999)}'] for i in range(rows)]


def write(path, rows):
    with path.open('w', newline='') as f:
        csv.writer(f).writerows(rows)
    return path


def errors(folder, path, pack):
    """The rules that failed the gate."""
    out = folder / 'r.json'
    assay('audit', path, '--rules', pack, '--json', out, '--quiet', '--now', NOW)
    report = json.loads(out.read_text())
    return sorted(f['rule'] for f in report['findings'] + report['not_evaluated'] if f['severity'] == 'error')


def suggested(folder, *sources):
    pack = folder / 'pack.json'
    assay('suggest', *sources, '--output', pack, status=(0,))
    return pack


def test_what_it_is_made_from_passes():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        clean = write(folder / 'clean.csv', table())
        assert errors(folder, clean, suggested(folder, clean)) == []
        for n in ('penguins.csv', 'mpg.csv', 'student_grades.csv', 'banking-intent-classification.csv', 'taxis.csv', 'penguins.json', 'c4_demo.jsonl'):
            pack = suggested(folder, data(n))
            assert errors(folder, data(n), pack) == [], f'{n}: {errors(folder, data(n), pack)}'


def test_what_is_a_little_different_passes():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pack = suggested(folder, write(folder / 'a.csv', table(seed=1)), write(folder / 'b.csv', table(seed=2)))
        got = errors(folder, write(folder / 'c.csv', table(390, seed=3)), pack)
        assert got == [], got


def damaged(rows, what):
    rows = [list(r) for r in rows]
    if what == 'a column is gone':
        return [r[:2] + r[3:] for r in rows]
    if what == 'a column is new':
        return [r + ['x'] for r in rows]
    if what == 'columns are in another order':
        return [r[::-1] for r in rows]
    if what == 'rows are gone':
        return rows[:200]
    if what == 'rows are copied':
        return rows + rows[1:]
    if what == 'a number is too large':
        rows[7][2] = '4000'
    if what == 'a class is new':
        rows[7][1] = 'Roma'
    if what == 'numbers became text':
        for r in rows[1:]:
            r[3] = 'many'
    if what == 'cells are empty':
        for r in rows[1:]:
            r[5] = ''
    if what == 'a key is missing':
        rows[9][0] = ''
    if what == 'a key repeats':
        rows[9][0] = rows[8][0]
    if what == 'records are broken':
        rows[5] = rows[5][:3]
    return rows


def test_every_damage_fails():
    wanted = {
        'a column is gone': 'validity.contract-type:price', 'a column is new': 'validity.contract-other-column',
        'columns are in another order': 'validity.contract-order', 'rows are gone': 'completeness.suggested-rows',
        'rows are copied': 'uniqueness.suggested-duplicates', 'a number is too large': 'representativeness.suggested-high-price',
        'a class is new': 'validity.suggested-values-city', 'numbers became text': 'validity.contract-type:count',
        'cells are empty': 'completeness.suggested-missing-note', 'a key is missing': 'validity.contract-missing:id',
        'a key repeats': 'uniqueness.suggested-key-id', 'records are broken': 'validity.suggested-rejected',
    }
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        pack = suggested(folder, write(folder / 'clean.csv', table()))
        for what, rule in wanted.items():
            got = errors(folder, write(folder / 'bad.csv', damaged(table(), what)), pack)
            assert any(g.startswith(rule) for g in got), f'{what}: {rule} is silent; {got}'


def test_hostile_names():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        head = ['a*', '[x]', '/slash/', 'back\\slash', 'quote"d', 'ümläut', '', 'a*']
        path = write(folder / 'hostile.csv', [head] + [[str(i)] * len(head) for i in range(30)])
        assert errors(folder, path, suggested(folder, path)) == []


main(sys.modules[__name__])
