#!/usr/bin/env python3
"""What a report shows of single rows and values, against the files themselves, read by Python's csv: rows.py ASSAY

Titanic, penguins, mpg, taxis: comma-separated, with a header and a line for each row, and nothing missing but empty cells.
"""
import csv, datetime, sys

from tap import audit, data, main

SETS = ('titanic', 'penguins', 'mpg', 'taxis')


def table(name):
    with open(data(name + '.csv'), newline='') as f:
        return list(csv.DictReader(f))


def instant(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')


def test_extreme_values():
    n = 0
    for name in SETS:
        rows, report = table(name), audit(data(name + '.csv'))
        for column in report['columns']:
            if column['type'] not in ('integer', 'real', 'datetime'):
                assert column['extremes'] is None and column['null_because']['extremes']
                continue
            read = instant if column['type'] == 'datetime' else float
            seen = {}
            for i, row in enumerate(rows, 1):
                if row[column['name']]:
                    seen.setdefault(read(row[column['name']]), []).append(i)
            listed = [{'value': v, 'count': len(seen[v]), 'row': seen[v][0]} for v in sorted(seen)]
            assert column['extremes'] == {'least': listed[:10], 'greatest': listed[::-1][:10]}, (name, column['name'], column['extremes'])
            lines = report['dataset']['sources'][0]['lines']
            assert all(lines[str(one['row'])] == one['row'] + 1 for end in column['extremes'].values() for one in end)
            n += 1
    assert n > 20
    print(f'# {n} columns compared')


def mix(x):
    """Stafford's mix13, as in SplitMix64."""
    for shift, factor in ((30, 0xbf58476d1ce4e5b9), (27, 0x94d049bb133111eb)):
        x = (x ^ x >> shift) * factor % 2 ** 64
    return x ^ x >> 31


def drawn(first, rows, want):
    """Floyd's algorithm (Communications of the ACM 30(9), 1987) by that hash."""
    chosen = set()
    for last in range(max(rows - want, 0), rows):
        row = first + (mix((mix(rows) + last) % 2 ** 64) * (last + 1) >> 64)
        chosen.add(first + last if row in chosen else row)
    return sorted(chosen)


def same(cell, text):
    """A cell of the report and what the file has: missing, the same text, or the same number."""
    if cell is None:
        return text == ''
    try:
        return cell == text or float(cell) == float(text)
    except ValueError:
        return False


def test_sample_of_rows():
    n = 0
    for name in SETS:
        rows, sample = table(name), audit(data(name + '.csv'))['dimensions']['representativeness']['sample']
        places = {'first': list(range(1, 6)), 'random': drawn(6, len(rows) - 10, 10), 'last': list(range(len(rows) - 4, len(rows) + 1))}
        for part, wanted in places.items():
            assert [r['row'] for r in sample[part]] == wanted, (name, part)
            for row in sample[part]:
                texts = list(rows[row['row'] - 1].values())
                bad = [(c, t) for c, t in zip(row['cells'], texts, strict=True) if not same(c, t)]
                assert not bad, (name, row['row'], bad)
                n += len(texts)
    print(f'# {n} cells compared')


def test_sample_of_few_rows_and_many_columns():
    for rows in (1, 4, 5, 6, 10, 11, 19, 21):
        lines = ['long,' + ','.join(f'c{i}' for i in range(60))] + [f'{"ä" * (79 + r)},' + ','.join(str(r) for _ in range(60)) for r in range(1, rows + 1)]
        sample = audit('-', stdin='\n'.join(lines).encode() + b'\n')['dimensions']['representativeness']['sample']
        listed = [r for part in ('first', 'random', 'last') for r in sample[part]]
        assert [r['row'] for r in listed] == (sorted({*range(1, 6), *drawn(6, rows - 10, 10), *range(rows - 4, rows + 1)}) if rows > 10 else list(range(1, rows + 1)))
        assert sample['columns'] == ['long'] + [f'c{i}' for i in range(49)] and sample['more_columns'] == 11
        for row in listed:
            assert row['cells'] == ['ä' * 80 + ('…' if row['row'] > 1 else '')] + [str(row['row'])] * 49


def test_points_of_the_strongest_pairs():
    n = 0
    for name in SETS:
        rows, report = table(name), audit(data(name + '.csv'))
        pairs = [p for p in report['dimensions']['correlation']['pairs'] if 'pearson' in p]
        numeric = {c['name']: i for i, c in enumerate(report['columns'])}
        strength = {(p['x'], p['y']): max(abs(p['pearson']['r']), abs(p['spearman']['r'])) for p in pairs if p['pearson']['r'] is not None}
        strongest = sorted(strength, key=lambda xy: (-strength[xy], numeric[xy[0]], numeric[xy[1]]))[:6]
        assert {(p['x'], p['y']) for p in report['dimensions']['correlation']['pairs'] if 'scatter' in p} == set(strongest), name
        for p in pairs:
            if (p['x'], p['y']) not in strongest:
                continue
            taken = [rows[r - 1] for r in drawn(1, len(rows), 300)]
            points = [[float(r[p['x']]), float(r[p['y']])] for r in taken if r[p['x']] and r[p['y']]]
            assert p['scatter'] == {'drawn': min(300, len(rows)), 'of': len(rows), 'points': points}, (name, p['x'], p['y'])
            n += len(points)
    assert n > 3000
    print(f'# {n} points compared')


main(sys.modules[__name__])
