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


main(sys.modules[__name__])
