#!/usr/bin/env python3
"""Who may include whom. A folder sees the folders on its line, itself, and nothing else of ours."""
import pathlib, re, sys

LAYERS = {
    'base':    [],
    'plot':    ['base'],
    'stats':   ['base'],
    'table':   ['base'],
    'read':    ['base'],
    'parse':   ['base', 'table'],
    'store':   ['base', 'table'],
    'text':    ['base', 'stats'],
    'corpus':  ['base', 'table', 'text'],
    'analyse': ['base', 'table', 'stats', 'store', 'text', 'corpus'],
    'overlap': ['base', 'table', 'stats', 'text', 'corpus', 'store', 'analyse'],
    'judge':   ['base', 'analyse'],
    'check':   ['base', 'table', 'store', 'analyse', 'judge'],
    'report':  ['base', 'plot', 'analyse', 'judge', 'assay'],
    'engine':  ['base', 'text', 'table', 'corpus', 'read', 'parse', 'store', 'analyse', 'judge', 'check', 'overlap', 'report', 'assay'],
    'cli':     ['assay'],      # the program is a user of the library
}

src, bad = pathlib.Path(sys.argv[1]), []
for path in sorted(src.rglob('*.[ch]')):
    here = path.relative_to(src).parts[0]
    lines = path.read_text().splitlines()
    if not lines or not lines[0].startswith('/*'):
        bad.append(f'{path}:1: a file opens by saying what lives here')
    for number, line in enumerate(lines, 1):
        there = re.match(r'#\s*include ["<](\w+)/', line)
        if there and there[1] in {**LAYERS, 'assay': 1} and there[1] != here and there[1] not in LAYERS[here]:
            bad.append(f'{path}:{number}: {here}/ may not see {there[1]}/ (tests/style/layers.py says what it may)')
        if len(line.expandtabs(8)) > 150:
            bad.append(f'{path}:{number}: longer than 150 columns')
print('\n'.join(bad))
sys.exit(bool(bad))
