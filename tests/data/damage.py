#!/usr/bin/env python3
"""Thirty kinds of damage, one at a time, to data that has none: each gives exactly its finding, and no other: damage.py ASSAY"""
import json, pathlib, random, sys, tempfile

from tap import assay, main

NOW = '2026-02-01T00:00:00Z'
ROWS = 600
HEAD = ['id', 'when', 'city', 'amount', 'weight', 'size', 'note', 'label']
PACK = {
    'rules_version': 1, 'extends': 'default', 'columns_in_order': True,
    'columns': [{'name': 'id', 'type': 'integer'}, {'name': 'when', 'type': 'datetime'}, {'name': 'city', 'type': 'text'},
                {'name': 'amount', 'type': 'real'}, {'name': 'weight', 'type': 'real'}, {'name': 'size', 'type': 'integer'},
                {'name': 'note', 'type': 'text'}, {'name': 'label', 'type': 'text'}],
    'rules': [
        {'id': 'completeness.volume', 'metric': 'completeness.rows', 'min': 550, 'severity': 'error', 'title': 'few rows'},
        {'id': 'validity.city', 'rows': {'column': 'city', 'values_in': ['Rome', 'Oslo', 'Bonn', 'Bern', 'Wien']}, 'severity': 'error', 'title': 'no such city'},
        {'id': 'validity.amount', 'rows': {'column': 'amount', 'range': {'min': 0, 'max': 200}}, 'severity': 'error', 'title': 'amount out of range'},
        {'id': 'validity.note', 'rows': {'column': 'note', 'length': {'min': 3, 'max': 40}}, 'severity': 'error', 'title': 'note too long'},
    ],
}
OPTIONS = ('--id', 'id', '--time', 'when', '--label', 'label', '--now', NOW)


def clean():
    rng = random.Random(8)
    rows = []
    for i in range(ROWS):
        day, hour = divmod(i // 2 + 12, 24)     # two rows an hour, the last at 23:30 of 31 January
        rows.append([str(1000 + i), f'2026-01-{day + 19:02d}T{hour:02d}:30:00Z', rng.choice(['Rome', 'Oslo', 'Bonn', 'Bern', 'Wien']), f'{rng.uniform(20, 120):.2f}',
                     f'{min(95.0, max(45.0, rng.gauss(70, 8))):.1f}', str(rng.randint(30, 45)), f'note {rng.randint(100, 399)}', rng.choice(['yes', 'no'])])
    return rows


def cell(column, row, value):
    def change(head, rows):
        rows[row][head.index(column)] = value
    return change


def every(column, value, share=1.0):
    def change(head, rows):
        for i, r in enumerate(rows):
            if i < share * len(rows):
                r[head.index(column)] = value(i, r[head.index(column)]) if callable(value) else value
    return change


def drop_column(name):
    def change(head, rows):
        at = head.index(name)
        for r in [head, *rows]:
            del r[at]
    return change


def add_column(head, rows):
    head.append('surprise')
    for i, r in enumerate(rows):
        r.append(f's{i * 7919 % 97}')


def swap_columns(head, rows):
    for r in [head, *rows]:
        r[3], r[4] = r[4], r[3]


def lose_rows(head, rows):
    del rows[500:]


def repeat_id(head, rows):
    rows[60][0] = rows[59][0]


def swap_times(head, rows):
    rows[99][1], rows[100][1] = rows[100][1], rows[99][1]


def code_of_city(head, rows):
    for r in rows:
        r[head.index('note')] = 'code ' + r[head.index('city')][:2]


def leak(head, rows):
    at, into = head.index('label'), head.index('city')
    for r in rows:
        r[into] = 'Rome' if r[at] == 'yes' else 'Oslo'


def raw(row, change):
    return lambda lines: lines.__setitem__(row, change(lines[row]))


# name: (what happens to the rows, or to the lines of the file), the rule, where it is not the column of the same name
DAMAGES = [
    ('a column is gone', drop_column('size'), 'validity.contract-type:size'),
    ('a column is new', add_column, 'validity.contract-other-column'),
    ('columns changed places', swap_columns, 'validity.contract-order'),
    ('numbers became text', every('size', lambda i, v: 'size ' + v), 'validity.contract-type:size'),
    ('rows are lost', lose_rows, 'completeness.volume'),
    ('an id repeats', repeat_id, 'uniqueness.duplicate-keys'),
    ('an id is missing', cell('id', 7, ''), 'uniqueness.missing-keys'),
    ('a label is missing', cell('label', 7, ''), 'completeness.label-missing'),
    ('many cells are empty', every('amount', '', 0.3), 'completeness.missing-many'),
    ('some cells are empty', every('amount', '', 0.1), 'completeness.missing-some'),
    ('a column is empty', every('size', ''), 'completeness.column-empty'),
    ('a column has one value', every('note', 'same'), 'uniqueness.constant'),
    ('a class is unknown', cell('city', 7, 'Atlantis'), 'validity.city'),
    ('a number is out of range', cell('amount', 7, '201.5'), 'validity.amount'),
    ('missing in disguise', every('note', lambda i, v: 'unknown' if i % 50 == 3 else v), 'completeness.disguised'),
    ('many outliers', every('weight', lambda i, v: f'{130 + i % 10}' if i % 16 == 3 else v), 'representativeness.outliers'),
    ('a number is infinite', cell('weight', 7, 'inf'), 'representativeness.infinite'),
    ('a word among the numbers', cell('size', 7, 'large'), 'validity.odd-values'),
    ('a text is too long', cell('note', 7, 'n' * 41), 'validity.note'),
    ('blanks around a text', cell('note', 7, ' note 12345 '), 'validity.padded'),
    ('garbled letters', cell('note', 7, 'sch\u00c3\u00b6n'), 'validity.mojibake'),
    ('a lost letter', cell('note', 7, 'sch\ufffdn'), 'validity.replacement-characters'),
    ('a control character', cell('note', 7, 'bell\x07'), 'validity.control-characters'),
    ('a time in the future', cell('when', 599, '2026-02-01T00:30:00Z'), 'timeliness.future'),
    ('a time out of order', swap_times, 'timeliness.out-of-order'),
    ('one column tells another', code_of_city, 'correlation.categories'),
    ('a field too few', raw(7, lambda l: l[:l.rindex(b',')]), 'validity.rejected-some'),
    ('a field too many', raw(7, lambda l: l + b',1'), 'validity.rejected-some'),
    ('a quote is not closed', raw(7, lambda l: l.replace(b',note', b',"note')), 'validity.rejected-some'),
    ('a NUL byte', raw(7, lambda l: l.replace(b'note', b'no\0te')), 'validity.rejected-some'),
    ('a byte that is not UTF-8', raw(7, lambda l: l.replace(b'note', b'no\xffte')), 'validity.rejected-some'),
    ('the label is given away', leak, 'correlation.label-told-by-category'),
]
ON_LINES = {'a field too few', 'a field too many', 'a quote is not closed', 'a NUL byte', 'a byte that is not UTF-8'}


def findings(folder, damage=None, on_lines=False):
    head, rows = list(HEAD), clean()
    if damage and not on_lines:
        damage(head, rows)
    lines = [','.join(r).encode() for r in [head, *rows]]
    if damage and on_lines:
        damage(lines)
    (folder / 'x.csv').write_bytes(b'\n'.join(lines) + b'\n')
    (folder / 'pack.json').write_text(json.dumps(PACK))
    assay('audit', folder / 'x.csv', '--rules', folder / 'pack.json', '--json', folder / 'r.json', '--quiet', *OPTIONS)
    report = json.loads((folder / 'r.json').read_text())
    return sorted({f['rule'] for f in report['findings'] + report['not_evaluated']})


def test_clean_data_has_no_finding():
    with tempfile.TemporaryDirectory() as folder:
        assert (got := findings(pathlib.Path(folder))) == [], got


def test_each_damage_has_its_finding_and_no_other():
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for name, damage, rule in DAMAGES:
            got = findings(pathlib.Path(folder), damage, name in ON_LINES)
            if got != [rule]:
                wrong.append(f'{name}: wanted {rule}, got {got}')
    assert len(DAMAGES) >= 30
    assert not wrong, '\n'.join(wrong)


main(sys.modules[__name__])
