#!/usr/bin/env python3
"""What rules cost: the audit of 1,000,000 rows with the built-in pack, with 200 rules on columns and with 20 on rows, in turn: rules.py ASSAY GENERATE [ROWS]

Bounds: 200 rules on columns add at most 10 %, 20 rules on rows at most 60 %. Each round runs all three, so that what else the machine does falls on
all alike, and the ratios are medians over the rounds of wall time and of processor time. Status 1: the wall time is past its bound, and the processor time, too.
"""
import json, os, pathlib, statistics, subprocess, sys, tempfile, time

ROUNDS = int(os.environ.get('BENCH_ROUNDS', 7))

COLUMNS = ['id', 'created', 'country', 'segment', 'active', 'age', 'visits', 'amount', 'score', 'ratio', 'code', 'city', 'note', 'height', 'weight']
METRICS = ['completeness.missing_fraction', 'completeness.missing', 'completeness.present', 'validity.type', 'validity.odd_cells', 'validity.padded_cells',
           'validity.control_characters', 'validity.garbled_cells', 'uniqueness.distinct', 'uniqueness.is_constant', 'diversity.largest_fraction',
           'representativeness.min', 'representativeness.max', 'representativeness.mean']
COUNTRIES = ['Germany', 'France', 'Spain', 'Italy', 'Poland', 'Norway', 'Austria', 'Portugal']
ON_ROWS = [
    {'column': 'country', 'values_in': COUNTRIES}, {'column': 'segment', 'values_in': list('ABCDE')}, {'column': 'country', 'not_in': ['Atlantis']},
    {'column': 'city', 'matches': '^[a-z]+ [0-9]+$'}, {'column': 'note', 'not_matches': '[A-Z]'}, {'column': 'code', 'matches': '^[0-9]{5}$'},
    {'column': 'age', 'range': {'min': 18, 'max': 87}}, {'column': 'created', 'range': {'min': '2020-01-01', 'max': '2026-01-01'}},
    {'column': 'amount', 'range': {'min': 0}}, {'column': 'score', 'range': {'min': -6, 'max': 6}}, {'column': 'ratio', 'range': {'min': 0, 'max': 1}},
    {'column': 'code', 'length': {'min': 5, 'max': 5}}, {'column': 'visits', 'type': 'integer'}, {'column': 'active', 'type': 'boolean'},
    {'column': 'id', 'not_null': True}, {'column': 'id', 'unique': True}, {'unique': ['id', 'created']}, {'compare': {'left': 'weight', 'is': '<', 'right': 'height'}},
    {'column': 'age', 'range': {'max': 87}, 'where': "segment = 'A'"}, {'sql': "SELECT rowid FROM data WHERE amount < 0 AND active = 'true'"},
]


def column_rules(known):
    """200 rules that hold on figures of columns: a condition of each is looked up, and none is broken."""
    metrics = [m for m in METRICS if m in known]
    for i in range(200):
        name = metrics[i // len(COLUMNS) % len(metrics)]
        bound = {'in': ['integer', 'real', 'text', 'datetime', 'boolean']} if name == 'validity.type' else {'min': known[name]}
        yield {'metric': name, 'column': COLUMNS[i % len(COLUMNS)], **bound}


def pack(path, rules):
    path.write_text(json.dumps({'rules_version': 1, 'rules': [
        {'id': f'validity.r{i}', 'severity': 'error', 'title': 'rule', 'if_absent': 'ignore', **rule} for i, rule in enumerate(rules)]}))
    return path


def figures(assay):
    """Metrics of columns with the least value they can have."""
    listed = json.loads(subprocess.run([assay, 'list', 'metrics', '--format', 'json'], capture_output=True, check=True).stdout)
    return {m['name']: m.get('low') if isinstance(m.get('low'), (int, float)) else -1e300 for m in listed if m['scope'] == 'column'}


def run(assay, file, *more):
    start = time.monotonic()
    child = subprocess.Popen([assay, 'audit', file, '--quiet', '--now', '2026-01-31', '--json', file.parent / 'out.json', *more])
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f'status {status}')
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(assay, generate, rows):
    """The section of results.json."""
    with tempfile.TemporaryDirectory(dir=os.environ.get('BENCH_DIR')) as scratch:
        folder = pathlib.Path(scratch)
        file = folder / 'data.csv'
        with file.open('wb') as out:
            subprocess.run([generate, str(rows), 'csv'], stdout=out, check=True)
        empty = pack(folder / 'none.json', [])
        kinds = [('no rule', ('--rules', empty), None),
                 ('200 rules on columns', ('--rules', pack(folder / 'columns.json', column_rules(figures(assay)))), 0.1),
                 ('20 rules on rows', ('--rules', pack(folder / 'rows.json', [{'rows': r} for r in ON_ROWS])), 0.6)]
        times = {name: [] for name, _, _ in kinds}
        for _ in range(ROUNDS):
            for name, options, _ in kinds:
                times[name].append(run(assay, file, *options))
                report = json.loads((folder / 'out.json').read_text())
                assert not report['not_evaluated'] and not report['findings'], (name, report['not_evaluated'][:3], report['findings'][:1])
    base, measured = times['no rule'], []
    for name, _, bound in kinds:
        wall, cpu, peak = (statistics.median(t[i] for t in times[name]) for i in range(3))
        more = [statistics.median(t[i] / b[i] for t, b in zip(times[name], base)) - 1 for i in (0, 1)]
        measured.append({'name': name, 'wall': wall, 'adds_wall': more[0], 'cpu': cpu, 'adds_cpu': more[1], 'peak': peak, 'bound': bound})
    return {'rows': rows, 'columns': len(COLUMNS), 'rounds': ROUNDS, 'kinds': measured}


def table(section):
    """The section as lines of Markdown."""
    yield f'{section["rows"]:,} rows × {section["columns"]} columns, medians of {section["rounds"]} rounds.\n'
    yield '| rules | wall, s | adds | processor, s | adds | peak, MB | bound |\n|---|---|---|---|---|---|---|'
    for k in section['kinds']:
        bound = f'{k["bound"]:.0%}' if k['bound'] else ''
        yield f'| {k["name"]} | {k["wall"]:.2f} | {k["adds_wall"]:+.1%} | {k["cpu"]:.2f} | {k["adds_cpu"]:+.1%} | {k["peak"]:.0f} | {bound} |'


def main():
    assay, generate = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    section = measure(assay, generate, int(sys.argv[3]) if len(sys.argv) > 3 else 1000000)
    print(*table(section), sep='\n')
    return 1 if any(k['bound'] and min(k['adds_wall'], k['adds_cpu']) > k['bound'] for k in section['kinds']) else 0


if __name__ == '__main__':
    sys.exit(main())
