#!/usr/bin/env python3
"""Each line of the README's tables "Coming from another tool" is a rule that good data keeps and bad data breaks: migrating.py ASSAY"""
import csv, json, pathlib, re, sys, tempfile

from tap import SOURCE, assay, main

NOW = '2026-01-31T12:00:00Z'
HEAD = ['id', 'shop', 'number', 'status', 'email', 'age', 'price', 'start', 'end', 'net', 'tax', 'total', 'country', 'country_again', 'currency',
        'code', 'note', 'meta', 'rest', 'unused', 'extra']


def good(i):
    return [i, i % 4, i, 'new' if i % 10 < 5 else 'paid' if i % 10 < 8 else 'sent', f'a{i}@shop.org', 20 + i % 40, 5 + i, f'2026-01-{1 + i % 28:02d}',
            f'2026-02-{1 + i % 28:02d}', 100 + i, 10 + i % 3, 110 + i + i % 3, 'DE' if i % 3 else 'CH', 'DE' if i % 3 else 'CH', 'EUR' if i % 3 else 'CHF',
            f'A-{i}', f'note {i}', '{"a": %d}' % i, 1000 - i, '', i]


def bad(i):
    status = ['test', 'paid', 'paid', 'sent', 'lost', '', 'new', 'dummy', 'paid', 'sent'][i % 10]
    start = 'yesterday' if i == 7 else '2020/01/05' if i == 8 else f'2020-01-{1 + i % 28:02d}'
    return [i if i < 300 else i // 2, 1, i // 2 % 50, status, 'nobody' if i % 9 == 0 else f'a{i}@shop.org', 'old' if i == 3 else [-5, 150, 150, -5, 30, 150, 150, -5, 150, 150][i % 10],
            'cheap' if i % 3 == 0 else 900, start, start if i % 5 else '2019-01-01', -i if i % 2 else 1000 + i, 10, i * 7919 % 5003, 'DEU' if i % 4 else 'DE', 'CH', 'USD',
            'X' if i % 2 else 'B-1234567', 'my Password', 'no json', i, 'used', 'new', 'newer']


def write(path, head, row, rows):
    with path.open('w', newline='') as f:
        writer = csv.writer(f)
        writer.writerow(head)
        writer.writerows(row(i) for i in range(rows))
        if row is bad:
            writer.writerow(row(0))
    return path


def rules():
    """The lines of the tables: name, and the members of the rule or the pack."""
    for name, cell in re.findall(r'^\| (`.*) \| `(.*)` \|$', (SOURCE / 'README.md').read_text().split('## Coming from another tool')[1].split('\n## ')[0], re.M):
        yield name, cell.replace('\\|', '|')


def pack_of(cell):
    pack = {'rules_version': 1, 'rules': []}
    if cell.startswith('"columns"'):
        pack.update(columns=[{'name': n} for n in HEAD], columns_in_order='in_order' in cell)
    else:
        rule = {'id': 'validity.migrated', 'severity': 'error', 'title': 'found', **json.loads('{' + cell + '}')}
        pack['rules'].append(rule)
    return pack


def hold(folder, data, pack, reference):
    (folder / 'pack.json').write_text(json.dumps(pack))
    assay('audit', data, '--rules', folder / 'pack.json', '--json', folder / 'r.json', '--quiet', '--now', NOW, '--baseline', folder / 'baseline.json', *reference)
    report = json.loads((folder / 'r.json').read_text())
    return [f['title'] for f in report['findings']], [n['reason'] for n in report['not_evaluated']]


def test_every_line_is_kept_by_good_data_and_broken_by_bad():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        clean, dirty = write(folder / 'good.csv', HEAD, good, 400), write(folder / 'bad.csv', HEAD[:-1] + ['surprise', 'more'], bad, 1000)
        (folder / 'countries.csv').write_text('code\nDE\nCH\nAT\n')
        assay('audit', clean, '--json', folder / 'baseline.json', '--quiet', '--now', NOW)
        wrong, count = [], 0
        for line, cell in rules():
            pack, reference = pack_of(cell), ('--reference', clean, '--key', 'id') if 'reference' in cell else ()
            found, skipped = hold(folder, clean, pack, reference)
            if found or skipped:
                wrong.append(f'{line}: good data: {found} {skipped}')
            found, skipped = hold(folder, dirty, pack, reference)
            if not found and not ('exist' in line and skipped):
                wrong.append(f'{line}: bad data: {found} {skipped}')
            count += 1
        print(f'# {count} lines')
        assert count >= 75, count
        assert not wrong, '\n'.join(wrong)


main(sys.modules[__name__])
