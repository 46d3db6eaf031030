#!/usr/bin/env python3
"""Every report keeps its published schema, and the published schema is the program's own: schema.py ASSAY

Reports are validated by python3-jsonschema, which Debian installs for /usr/bin/python3.
"""
import json, os, re, sys, tempfile
from pathlib import Path

DEBIAN = '/usr/bin/python3'
try:
    import jsonschema
except ImportError:
    jsonschema = None
    if os.path.exists(DEBIAN) and not os.environ.get('ASSAY_SCHEMA_PYTHON'):
        os.execve(DEBIAN, [DEBIAN, *sys.argv], {**os.environ, 'ASSAY_SCHEMA_PYTHON': DEBIAN})

from tap import SOURCE, Skip, assay, audit, data, main


def validator(schema):
    if not jsonschema:
        raise Skip('no python3-jsonschema')
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def validate(schema, document, what):
    wrong = sorted(validator(schema).iter_errors(document), key=lambda e: list(map(str, e.absolute_path)))
    assert not wrong, '\n'.join(f'{what}: {"/".join(map(str, e.absolute_path))}: {e.message[:300]}' for e in wrong[:10])


def report_schema():
    return json.loads((SOURCE / 'rules/report.schema.json').read_text())


def audited(*args):
    """The report of an audit, held against the schema."""
    report = audit(*args)
    validate(report_schema(), report, ' '.join(map(str, args)))
    return report


def written(text, *options, name='x.csv'):
    """The report of a file that holds the text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return audited(path, *options)


def uncommented(text):
    """JSON without its // and /* */ comments; those signs stay where they are in strings."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', lambda m: m.group(1) or '', text, flags=re.S)


def test_a_fast_report():
    fast = audited(SOURCE / 'samples/orders.csv', '--id', 'order_id', '--time', 'ordered_at', '--fast')
    assert fast['run']['fast']['missing'] and fast['verdict']['skipped']


def test_the_committed_schema_is_what_assay_prints():
    printed = assay('schema', status=(0,)).stdout
    assert printed == (SOURCE / 'rules/report.schema.json').read_bytes(), 'make it anew: assay schema >rules/report.schema.json'


def test_the_schema_refuses_what_is_no_report():
    """A schema that lets everything pass would make all of the below worthless."""
    report = audit(SOURCE / 'samples/predictions.csv', '--label', 'label')
    validate(report_schema(), report, 'the whole report')
    for path, value in ((('report_version',), 2), (('verdict', 'result'), 'maybe'), (('dataset', 'rows'), -1), (('findings', 0, 'severity'), 'fatal'),
                        (('columns', 0, 'missing', 'fraction'), 2), (('columns', 0, 'missing', 'fraction'), '0'), (('unknown',), 1)):
        changed = json.loads(json.dumps(report))
        of = changed
        for step in path[:-1]:
            of = of[step]
        of[path[-1]] = value
        assert not validator(report_schema()).is_valid(changed), f'{path} = {value!r} was accepted'
    for member in ('report_version', 'verdict', 'columns', 'findings', 'dimensions', 'dataset'):
        changed = {k: v for k, v in report.items() if k != member}
        assert not validator(report_schema()).is_valid(changed), f'a report without {member} was accepted'


def test_samples():
    audited(SOURCE / 'samples/orders.csv', '--id', 'order_id', '--time', 'ordered_at')
    audited(SOURCE / 'samples/chat.jsonl', '--id', 'id')
    audited(SOURCE / 'samples/predictions.csv', '--label', 'label', '--pred', 'predicted', '--id', 'id')


def test_next_to_nothing():
    assert written('')['dataset']['rows'] == 0
    assert written('a,b,c\n')['dataset']['columns'] == 3
    assert written('a\n1\n')['dataset']['rows'] == 1
    assert written('{}\n', name='x.jsonl')['dataset']['columns'] == 0
    written('[]', name='x.json')


def test_all_missing_columns():
    report = written('a,b,c\n,NA,1\n,,2\n,NA,3\n', '--label', 'b')
    assert [c['missing']['fraction'] for c in report['columns']] == [1, 1, 0]
    written('{"a": null, "b": 1}\n{"a": null}\n', name='x.jsonl')


def test_reference_comparison():
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder, 'ours.csv'), Path(folder, 'theirs.csv')
        ours.write_text('k,a,b\n1,x,1\n2,y,2\n3,z,3\n3,z,3\n')
        theirs.write_text('k,a,c\n1,x,1\n2,q,2\n5,z,3\n')
        report = audited(ours, '--reference', theirs, '--key', 'k')
        assert report['dimensions']['accuracy']['reference']['matched'] >= 2


def test_odd_data():
    """Broken records, infinities, names and values that are hard to write down, one class, many columns."""
    written(b'a,b\n1,2\n3\n4,5,6\n7,\xff\n8,"open\n', '--max-rejects', '100')
    written('x\ninf\n-inf\nnan\n1e308\n-1e308\n5e-324\n')
    written('"quote ""q""","new\nline",tab\there,\\back\n1,2,3,4\n5,"\u202e\u0000x","\U0001f600",8\n'.replace('\u0000', '\u0001'))
    written('label,p\n' + 'yes,1\n' * 40, '--label', 'label', '--pred', 'label')
    written(','.join(f'c{i}' for i in range(200)) + '\n' + ''.join(','.join(str(i * r % 7) for i in range(200)) + '\n' for r in range(5)))
    written('t,x\n' + ''.join(f'2025-01-{d:02d},{d}\n' for d in range(1, 32)), '--time', 't')


def test_a_pack_that_is_broken_and_one_that_cannot_be_held():
    pack = {'rules_version': 1, 'rules': [
        {'id': 'completeness.a', 'metric': 'completeness.rows', 'min': 100, 'severity': 'error', 'title': 'few'},
        {'id': 'accuracy.b', 'metric': 'accuracy.accuracy', 'min': 1, 'severity': 'error', 'title': 'wrong'},
        {'id': 'uniqueness.c', 'metric': 'uniqueness.distinct', 'column': 'nowhere', 'min': 1, 'severity': 'warn', 'title': 'none'}]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, 'pack.json')
        path.write_text(json.dumps(pack))
        report = written('a\n1\n2\n', '--rules', path)
    assert len(report['not_evaluated']) == 2 and report['verdict']['result'] == 'fail', report['not_evaluated']


def test_open_data():
    root = data()
    files = sorted(p for p in root.iterdir() if p.suffix in ('.csv', '.tsv', '.json', '.jsonl', '.gz') and p.stat().st_size < 8_000_000)
    assert len(files) >= 10, files
    for path in files:
        audited(path)
    audited(root / 'student_grades.csv', '--label', 'true_grade', '--pred', 'grade')
    audited(root / 'mnist.csv', '--label', 'label', '--pred', 'predicted', '--id', 'id')


def test_rule_packs_keep_their_schema():
    schema = json.loads((SOURCE / 'rules/rules.schema.json').read_text())
    packs = [p for p in sorted((SOURCE / 'rules').glob('*.json')) if not p.name.endswith('.schema.json')]
    assert SOURCE / 'rules/default.json' in packs
    for path in packs:
        pack = json.loads(uncommented(path.read_text()))
        validate(schema, pack, path.name)
        for change in ({'min': 'x'}, {'severity': 'fatal'}, {'maximum': 1}, {'title': '{nothing}'}, {'id': 'beauty.x'}):
            changed = {**pack, 'rules': [{**pack['rules'][0], **change}]}
            assert not validator(schema).is_valid(changed), f'{change} was accepted'


def test_rules_on_rows_keep_the_schema():
    """What assay takes the schema takes, and what assay refuses by its form alone the schema refuses."""
    schema = json.loads((SOURCE / 'rules/rules.schema.json').read_text())

    def pack(rows, **more):
        return {'rules_version': 1, 'rules': [{'id': 'validity.r', 'severity': 'warn', 'title': '{value:count row}', 'rows': rows, **more}]}

    good = [{'column': 'a', 'values_in': ['x', 1]}, {'column': 'a', 'not_in': [0]}, {'column': 'a', 'matches': '^x'}, {'column': 'a', 'not_matches': 'x'},
            {'column': 'a', 'range': {'min': 0, 'max': 1, 'exclusive': True}}, {'column': 'a', 'range': {'min': '2026-01-01'}},
            {'column': 'a', 'length': {'max': 3}}, {'column': 'a', 'type': ['integer', 'text']}, {'column': 'a*', 'not_null': True, 'where': 'b > 1'},
            {'column': 'a', 'unique': True}, {'unique': ['a', 'b']}, {'foreign_key': {'column': 'a', 'file': 'x.csv', 'file_column': 'b'}},
            {'compare': {'left': 'a', 'is': '<=', 'right': 'b'}}, {'sum': {'of': ['a', 'b'], 'equals': 'c', 'tolerance': 0.1}}, {'sql': 'SELECT 1'}]
    bad = [{}, {'column': 'a'}, {'not_null': True}, {'column': 'a', 'not_null': True, 'unique': True}, {'column': 'a', 'values_in': []}, {'column': 'a', 'range': {}},
           {'column': 'a', 'unique': ['a', 'b']}, {'column': 'a', 'not_null': False}, {'compare': {'left': 'a', 'is': '=<', 'right': 'b'}},
           {'sql': 'SELECT 1', 'where': 'a'}, {'sum': {'of': [], 'equals': 'c'}}, {'foreign_key': {'column': 'a'}}, {'column': 'a', 'value_in': ['x']}]
    with tempfile.TemporaryDirectory() as folder:
        path, table = Path(folder, 'p.json'), Path(folder, 'x.csv')
        table.write_text('a,b,c\n1,2,3\n')
        for rows, status in [(r, (0, 1)) for r in good] + [(r, (2,)) for r in bad]:
            assert validator(schema).is_valid(pack(rows)) == (status != (2,)), rows
            path.write_text(json.dumps(pack(rows)))
            assay('audit', table, '--rules', path, '--quiet', status=status)
        path.write_text(json.dumps(pack(good[0], allow_rows=0)))
        assert len(audited(table, '--rules', path)['findings']) == 0
        path.write_text(json.dumps(pack(good[1])))
        audited(table, '--rules', path)
    assert validator(schema).is_valid(pack(good[0], allow='1%'))
    for more in ({'allow': 'x'}, {'allow': '1%', 'allow_rows': 1}, {'metric': 'completeness.rows'}, {'min': 0}):
        assert not validator(schema).is_valid(pack(good[0], **more)), more


main(sys.modules[__name__])
