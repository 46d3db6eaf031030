#!/usr/bin/env python3
"""Count what really ran, from meson's logs: each line of a TAP test is a test, each other test is one. Last line: the sum."""
import json, pathlib, re, sys

passed = failed = skipped = 0
for build in map(pathlib.Path, sys.argv[1:]):
    log = build / 'meson-logs' / 'testlog.json'
    tests = [json.loads(line) for line in log.read_text().splitlines()]
    for test in tests:
        lines = [l for l in test.get('stdout', '').splitlines() if re.match(r'\s*(not )?ok\b', l)]
        skip = [l for l in lines if re.search(r'#\s*skip', l, re.I)]       # cmocka writes "not ok 3 # SKIP name"
        bad = [l for l in lines if l.lstrip().startswith('not ok') and l not in skip]
        ended = {'OK': 'passed', 'SKIP': 'skipped'}.get(test['result'], 'failed')
        if not lines:
            passed += ended == 'passed'
            failed += ended == 'failed'
            skipped += ended == 'skipped'
            continue
        passed += len(lines) - len(bad) - len(skip)
        skipped += len(skip)
        failed += len(bad) + (ended == 'failed' and not bad)     # it crashed after its last line
        for word, some in ('skipped', skip), ('failed', bad):
            for line in some:
                print(f'{word} in {build}: {test["name"]}: {line.strip()}')
print(f'{passed} passed, {failed} failed, {skipped} skipped')
sys.exit(bool(failed))
