#!/usr/bin/env python3
"""Every form of a report says what the report says, and is well-formed whatever the data holds: outputs.py ASSAY

SARIF is validated by python3-jsonschema, which Debian installs for /usr/bin/python3.
"""
import collections, html, json, os, pathlib, re, sys, tempfile, urllib.parse, xml.etree.ElementTree

DEBIAN = '/usr/bin/python3'
try:
    import jsonschema
except ImportError:
    jsonschema = None
    if os.path.exists(DEBIAN) and not os.environ.get('ASSAY_OUTPUTS_PYTHON'):
        os.execve(DEBIAN, [DEBIAN, *sys.argv], {**os.environ, 'ASSAY_OUTPUTS_PYTHON': DEBIAN})

from tap import NOW, SOURCE, Skip, assay, main

FORMATS = ('json', 'junit', 'sarif', 'md', 'github', 'line')
ORDERS = [SOURCE / 'samples/orders.csv', '--id', 'order_id', '--time', 'ordered_at']

# The parts of the SARIF 2.1.0 schema (OASIS, sarif-schema-2.1.0.json) that are about what assay writes: required members, types, enumerations,
# and that there are no members that it does not know.
MESSAGE = {'type': 'object', 'required': ['text'], 'additionalProperties': False, 'properties': {'text': {'type': 'string', 'minLength': 1}}}
LEVEL = {'enum': ['none', 'note', 'warning', 'error']}
INDEX = {'type': 'integer', 'minimum': 0}
BAG = {'type': 'object', 'properties': {'tags': {'type': 'array', 'uniqueItems': True, 'items': {'type': 'string'}}}}


def closed(required, **properties):
    return {'type': 'object', 'additionalProperties': False, 'required': required, 'properties': properties}


def array(items, **more):
    return {'type': 'array', 'items': items, **more}


TEXT = {'type': 'string'}
LOCATION = closed(
    [],
    physicalLocation=closed(['artifactLocation'],
                            artifactLocation=closed(['uri'], uri={'type': 'string', 'pattern': r"^[A-Za-z0-9._~/%:-]+$"}, uriBaseId=TEXT),
                            region=closed(['startLine'], startLine={'type': 'integer', 'minimum': 1})),
    logicalLocations=array(closed([], name=TEXT, kind=TEXT), uniqueItems=True))
RULE = closed(['id'], id=TEXT, shortDescription=MESSAGE, fullDescription=MESSAGE, help=MESSAGE, properties=BAG,
              defaultConfiguration=closed([], level=LEVEL))
RESULT = closed(['message'], ruleId=TEXT, ruleIndex=INDEX, level=LEVEL, message=MESSAGE, locations=array(LOCATION), properties=BAG,
                partialFingerprints={'type': 'object', 'additionalProperties': TEXT},
                suppressions=array(closed(['kind'], kind={'enum': ['inSource', 'external']}, justification=TEXT,
                                          status={'enum': ['accepted', 'underReview', 'rejected']}), uniqueItems=True))
NOTIFICATION = closed(['message'], message=MESSAGE, level=LEVEL, associatedRule=closed([], id=TEXT, index=INDEX))
INVOCATION = closed(['executionSuccessful'], executionSuccessful={'type': 'boolean'}, exitCode={'type': 'integer'},
                    toolExecutionNotifications=array(NOTIFICATION))
RUN = closed(['tool'], results=array(RESULT), invocations=array(INVOCATION),
             tool=closed(['driver'], driver=closed(['name'], name=TEXT, version=TEXT, rules=array(RULE, uniqueItems=True),
                                                   semanticVersion={'type': 'string', 'pattern': r'^\d+\.\d+\.\d+'})))
SARIF = {'$schema': 'http://json-schema.org/draft-07/schema#',
         **closed(['version', 'runs'], version={'const': '2.1.0'}, runs=array(RUN), **{'$schema': {'type': 'string', 'format': 'uri'}})}


class Audit:
    """All forms of one audit: written by the audit, and rendered from the report that it saved."""

    def __init__(self, *args, cwd=None):
        with tempfile.TemporaryDirectory() as folder:
            path = {f: pathlib.Path(folder, f) for f in FORMATS}
            files = [f'--{f}={path[f]}' for f in ('json', 'junit', 'sarif', 'md')]
            r = assay('audit', *args, '--now', NOW, *files, '--github', '--quiet', cwd=cwd)
            self.status, self.github = r.returncode, r.stdout
            self.line = assay('audit', *args, '--now', NOW, '--line', cwd=cwd, status=(r.returncode,)).stdout
            self.bytes = {**{f: path[f].read_bytes() for f in ('json', 'junit', 'sarif', 'md')}, 'github': self.github, 'line': self.line}
        self.report = json.loads(self.bytes['json'])

    def same_from_the_saved_report(self):
        for form in FORMATS:
            r = assay('render', '-', '--format', form, stdin=self.bytes['json'], status=(self.status,))
            assert r.stdout == self.bytes[form], f'{form}: rendered from the saved report it has other bytes'


def rendered(report, form, status=(0, 1)):
    return assay('render', '-', '--format', form, stdin=json.dumps(report).encode(), status=status).stdout


def places(report, finding):
    """path:line of the evidence, as the report has it."""
    sources = report['dataset']['sources']
    if finding['metric'].startswith('validity.rejected'):
        return [(s['path'], r['line']) for s in sources for r in s['rejects']]
    at = []
    for e in finding['evidence']:
        at += [(s['path'], s['lines'][str(e['row'])]) for s in sources if str(e['row']) in s.get('lines', {})]
    return at


def fails(report, severity):
    return severity in {'error': ('error',), 'warn': ('error', 'warn'), 'never': ()}[report['verdict']['fail_on']]


def check_junit(report, text):
    root = xml.etree.ElementTree.fromstring(text)
    suite, = root.findall('testsuite')
    cases = suite.findall('testcase')
    counts = collections.Counter(child.tag for c in cases for child in c)
    assert int(suite.get('tests')) == int(root.get('tests')) == len(cases) == len({c.get('name') for c in cases})
    for attribute, tag in (('failures', 'failure'), ('errors', 'error'), ('skipped', 'skipped')):
        assert int(suite.get(attribute)) == counts[tag], attribute
        assert tag == 'skipped' or int(root.get(attribute)) == counts[tag], attribute
    assert [c.get('name') for c in cases] == [r['rule'] for r in report['rules']]
    live = collections.defaultdict(list)
    for f in report['findings']:
        live[f['rule']] += [] if f.get('waived') else [f]
    found, unheld = set(live), {u['rule'] for u in report['not_evaluated']}
    for case, rule in zip(cases, report['rules']):
        name, gate = rule['rule'], fails(report, rule['severity'])
        assert case.get('classname') == name.split('.')[0]
        want = ('failure' if live[name] and gate else 'error' if name in unheld and gate else 'system-out' if name in found else
                'skipped' if rule['outcome'] in ('silent', 'not_evaluated') else None)
        assert [child.tag for child in case] == ([want] if want else []), f'{name}: {[c.tag for c in case]}, wanted {want}'
        for f in live[name]:
            for path, line in places(report, f):
                assert xml_shown(f'{path}:{line}') in case[0].text, f'{name}: no {path}:{line}'
    assert (counts['failure'] + counts['error'] > 0) == (report['verdict']['result'] == 'fail')


def xml_shown(text):
    return re.sub('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]', '\ufffd', text)


def uri_path(uri):
    return urllib.parse.unquote(uri.removeprefix('file://'))


def check_sarif(report, text):
    log = json.loads(text)
    if jsonschema:
        wrong = list(jsonschema.Draft7Validator(SARIF).iter_errors(log))
        assert not wrong, '\n'.join(f'{"/".join(map(str, e.absolute_path))}: {e.message[:300]}' for e in wrong[:10])
    run = log['runs'][0]
    rules = run['tool']['driver']['rules']
    assert [r['id'] for r in rules] == [r['rule'] for r in report['rules']]
    level = {'error': 'error', 'warn': 'warning', 'info': 'note'}
    assert len(run['results']) == len(report['findings'])
    for result, f in zip(run['results'], report['findings']):
        assert (result['ruleId'], result['level'], result['partialFingerprints']) == (f['rule'], level[f['severity']], {'assay/v1': f['id']})
        assert rules[result['ruleIndex']]['id'] == f['rule']
        assert result['message']['text'].startswith(f['title'].replace('{', '{{').replace('}', '}}'))
        physical = [l['physicalLocation'] for l in result['locations'] if 'physicalLocation' in l]
        got = [(uri_path(p['artifactLocation']['uri']), p['region']['startLine']) for p in physical if 'region' in p]
        want = [(p[2:] if p.startswith('./') else p, line) for p, line in places(report, f) if p != 'stdin']
        assert got == want, f'{f["rule"]}: at {got}, wanted {want}'
        for p in physical:
            at = p['artifactLocation']
            up = '..' in uri_path(at['uri']).split('/')
            assert ('uriBaseId' in at) == (not at['uri'].startswith('file:///') and not up), at
        if 'column' in f['where']:
            assert all(l['logicalLocations'][0]['name'] == f['where']['column'] for l in result['locations']) and result['locations']
        assert ('suppressions' in result) == ('waived' in f)
    notes = run['invocations'][0]['toolExecutionNotifications']
    assert [n['associatedRule']['id'] for n in notes] == [u['rule'] for u in report['not_evaluated']]


def github_read(text):
    """As the runner reads a line: https://github.com/actions/runner, ActionCommand.TryParseV2."""
    data = lambda s: s.replace('%0D', '\r').replace('%0A', '\n').replace('%25', '%')
    prop = lambda s: data(s.replace('%3A', ':').replace('%2C', ','))
    if not text.startswith('::'):
        return None
    info, message = text[2:].split('::', 1)
    command, _, properties = info.partition(' ')
    return command, {p.split('=', 1)[0]: prop(p.split('=', 1)[1]) for p in properties.split(',') if p}, data(message)


def check_github(report, text):
    lines = text.decode().split('\n')
    assert lines.pop() == ''
    assert not any(ord(c) < 0x20 or 0x7f <= ord(c) < 0xa0 for line in lines for c in line)
    read = [github_read(line) for line in lines]
    kinds = {'error': 'error', 'warn': 'warning', 'info': 'notice'}
    listed = [f for f in report['findings'] + report['not_evaluated'] if not f.get('waived')]
    left = 0
    for severity, kind in kinds.items():
        want = [f for f in listed if f['severity'] == severity]
        got = [r for r in read if r and r[0] == kind]
        assert len(got) == min(len(want), 10), f'{kind}: {len(got)} of {len(want)}'
        left += len(want) - len(got)
        for (_, properties, message), f in zip(got, want):
            assert properties['title'] == f['rule'], properties
            at = places(report, f) if 'metric' in f else []
            assert (properties.get('file'), properties.get('line')) == ((at[0][0], str(at[0][1])) if at and at[0][0] != 'stdin' else (None, None)) \
                or '\ufffd' in properties['file'], (properties, at)
    plain = [line for line, r in zip(lines, read) if r is None]
    assert len(plain) == (left > 0) and sum(map(int, re.findall(r'\d+', ' '.join(plain).replace(',', '')))) == left, plain


def check_markdown(report, text):
    page = text.decode()
    assert len(text) <= 60000, len(text)
    rows = [line for line in page.split('\n') if line.startswith('|')]
    for row in rows:
        assert row.count('|') in (3, 4, 5, 6), row
        bare = html.unescape(re.sub(r'&(lt|gt|#96);', '', re.sub(r'</?(?:b|sub)>|<br>', '', row)))
        assert not re.search(r'[<>`]|https?://|www\.|@\w|#\w', bare), row
    if '…' not in page:
        shown = [r for r in rows if r.count('|') == 5][2:]
        assert len(shown) == len({(f['rule'], f['severity'], 'reason' in f) for f in report['findings'] + report['not_evaluated'] if 'waived' not in f})
    names = [row.split(' | ')[0].strip('| ') for row in rows if row.count('|') == 3]
    assert names == ['dimension', '---|---'] + list(report['dimensions']), names
    assert page.startswith({'pass': '### ✔ PASS: ', 'fail': '### ✖ FAIL: '}[report['verdict']['result']])


def check_line(report, text):
    assert text.count(b'\n') == 1 and text.endswith(b'\n')
    assert re.match(rf'assay: {report["verdict"]["result"].upper()} .*: {report["dataset"]["rows"]:,} rows?, ', text.decode()), text
    assert not re.search('[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]', text.decode())


CHECKS = {'junit': check_junit, 'sarif': check_sarif, 'github': check_github, 'md': check_markdown, 'line': check_line}


def check(report, form, text):
    CHECKS[form](report, text)


def check_all(audit):
    for form in CHECKS:
        check(audit.report, form, audit.bytes[form])
    audit.same_from_the_saved_report()
    return audit


def test_orders():
    audit = check_all(Audit(*ORDERS))
    assert audit.report['verdict']['result'] == 'fail' and audit.status == 1


def test_the_other_samples():
    check_all(Audit(SOURCE / 'samples/chat.jsonl', '--id', 'id'))
    check_all(Audit(SOURCE / 'samples/predictions.csv', '--label', 'label', '--pred', 'predicted', '--id', 'id'))


def test_fail_on():
    for on, status in (('warn', 1), ('never', 0)):
        assert check_all(Audit(*ORDERS, '--fail-on', on)).status == status


HOSTILE = ['id]]>', 'p|ipe`tick', '<script>alert(1)<\\/script>', '::error file=x,line=1::owned', 'new\nline\r\n::warning::x', 'bell\x07\x1b[31m',
           '@everyone #1 https://evil.example/ www.evil.example [click](javascript:x)', '{0} {{1}} **b** _i_ $m$', '\u202egnp.\ufffe\uffff\U0001f600',
           '&amp; "q" \'s\'', '%0A::error::x', '</details>', '##[error]x']


def hostile_text():
    quote = lambda s: '"' + s.replace('"', '""') + '"'
    rows = [','.join(map(quote, HOSTILE))]
    rows += [','.join([str(i % 39)] + [''] * 5 + [quote('x\x07' if i < 3 else f'ok {i}')] + ['c'] * 6) for i in range(40)]
    return '\n'.join(rows + ['1,2', '']).encode()


def test_hostile_data():
    with tempfile.TemporaryDirectory() as folder:
        for name in ('a]]>|`<script>::error::x,y%0A[l](http:evil) @all #1 {0}\n::error::owned.csv', 'b\x1b[31m\x07.csv', 'ünïcode\u202e.csv', '..csv'):
            path = pathlib.Path(folder, name)
            path.write_bytes(hostile_text())
            audit = check_all(Audit('./' + name, '--id', 'id]]>', cwd=folder))
            assert audit.report['findings'], name
            path.unlink()
        bad = os.fsencode(folder) + b'/bytes\xff\xfe.csv'
        with open(bad, 'wb') as f:
            f.write(hostile_text())
        for form in FORMATS[1:]:
            option = [f'--{form}'] if form in ('github', 'line') else [f'--{form}', '-']
            text = assay('audit', os.fsdecode(bad), '--quiet', '--now', NOW, *option).stdout
            text.decode()
            if form == 'sarif':
                assert 'bytes%FF%FE.csv' in text.decode()
            if form == 'junit':
                xml.etree.ElementTree.fromstring(text)


def test_where_the_data_lies():
    """Relative, absolute, above, standard input, several, archives' members."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / 'sub').mkdir()
        for name in ('a b.csv', 'c:d.csv', 'sub/e.csv'):
            pathlib.Path(folder, name).write_text('id,x\n1,\n1,2\n2\n')
        check_all(Audit('a b.csv', 'c:d.csv', 'sub/e.csv', '--id', 'id', cwd=folder))
        check_all(Audit(f'{folder}/a b.csv', '--id', 'id', cwd=folder))
        check_all(Audit('../a b.csv', '--id', 'id', cwd=f'{folder}/sub'))
        text = assay('audit', '-', '--id', 'id', '--now', NOW, '--quiet', '--sarif', '-', stdin=b'id,x\n1,\n1,2\n2\n').stdout
        assert b'physicalLocation' not in text
        assert b'file=' not in assay('audit', '-', '--id', 'id', '--now', NOW, '--quiet', '--github', stdin=b'id,x\n1,\n1,2\n').stdout


def test_rules_that_could_not_be_held():
    pack = {'rules_version': 1, 'rules': [
        {'id': 'accuracy.b', 'metric': 'accuracy.accuracy', 'min': 1, 'severity': 'error', 'title': 'wrong'},
        {'id': 'uniqueness.c', 'metric': 'uniqueness.distinct', 'column': 'nowhere', 'min': 1, 'severity': 'warn', 'title': 'none'},
        {'id': 'completeness.d', 'metric': 'completeness.rows', 'min': 1, 'severity': 'error', 'title': 'few'}]}
    with tempfile.TemporaryDirectory() as folder:
        rules, data = pathlib.Path(folder, 'pack.json'), pathlib.Path(folder, 'x.csv')
        rules.write_text(json.dumps(pack))
        data.write_text('a\n1\n2\n')
        audit = check_all(Audit('x.csv', '--rules', rules, cwd=folder))
    cases = {c.get('name'): [child.tag for child in c] for c in xml.etree.ElementTree.fromstring(audit.bytes['junit']).iter('testcase')}
    assert cases == {'accuracy.b': ['error'], 'uniqueness.c': ['skipped'], 'completeness.d': []}, cases
    assert b'2 rules not evaluated' in audit.line and b'was not evaluated: ' in audit.line


def test_waived_findings_count_for_nothing():
    report = Audit(*ORDERS).report
    for f in report['findings']:
        if f['severity'] == 'error':
            f['waived'] = {'reason': 'known <since> 2020', 'until': '2030-01-01', 'owner': 'me'}
    report['verdict'].update(result='pass', errors=0, exit=0)
    for form in CHECKS:
        check(report, form, rendered(report, form, status=(0,)))
    assert b'::error' not in rendered(report, 'github')
    assert b'waived: known &lt;since&gt; 2020' in rendered(report, 'junit') and b'| 2030-01-01 | known &lt;since&gt; 2020 |' in rendered(report, 'md')


def test_thousands_of_findings():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 'wide.csv')
        path.write_text(','.join(f'column {i} {"x" * 40}|' for i in range(1500)) + '\n' + ''.join(',' * 1499 + '\n' for _ in range(3)))
        audit = check_all(Audit('wide.csv', cwd=folder))
    assert len(audit.report['findings']) >= 1500
    page = audit.bytes['md'].decode()
    assert len(audit.bytes['md']) > 30000 and re.search(r'… and [\d,]+ more columns in the report', page), page[-300:]
    assert page.endswith('</details>\n')
    assert b'more findings in the report' in audit.bytes['junit']


def test_many_rules_broken():
    """The table of findings is cut where it would not leave room for the columns."""
    report = Audit(*ORDERS).report
    one = report['findings'][0]
    report['findings'] = [{**one, 'rule': f'completeness.r{i}', 'title': f'{i}: ' + 'long ' * 100} for i in range(400)]
    page = rendered(report, 'md').decode()
    cut = int(re.search(r'… and (\d+) more findings in the report', page)[1])
    assert cut + page.count('| ✖ error |') == 400 and len(page.encode()) <= 60000 and '<summary>14 columns</summary>' in page


def test_reports_that_somebody_changed():
    """Whatever a saved report holds, a form of it is well-formed, or there is an error."""
    report = Audit(*ORDERS).report
    odd = [None, True, -1, 1e300, 'text', [None, 1, 'x', [], {}], {'a': 1}]
    for key in [*report, 'nothing']:
        for value in odd:
            changed = {**report, key: value}
            for form in FORMATS:
                r = assay('render', '-', '--format', form, stdin=json.dumps(changed).encode(), status=(0, 1, 2))
                assert (r.returncode == 2) == (key == 'report_version'), (key, value, form, r.stderr)
                well_formed(form, r)
    for key in report['findings'][0]:
        for value in odd:
            changed = {**report, 'findings': [{**f, key: value} for f in report['findings']], 'not_evaluated': [{key: value}]}
            for form in FORMATS:
                well_formed(form, assay('render', '-', '--format', form, stdin=json.dumps(changed).encode()))


def well_formed(form, r):
    if r.returncode == 2:
        return
    if form == 'junit':
        xml.etree.ElementTree.fromstring(r.stdout)
    if form in ('sarif', 'json'):
        json.loads(r.stdout)
    if form == 'sarif' and jsonschema:
        jsonschema.Draft7Validator(SARIF).validate(json.loads(r.stdout))
    assert r.stdout.decode().endswith('\n') or form == 'github'


def test_sarif_was_validated():
    if not jsonschema:
        raise Skip('no python3-jsonschema')


main(sys.modules[__name__])
