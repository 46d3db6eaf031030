#!/usr/bin/env python3
"""What the README says must be so: docs.py ASSAY"""
import os, pathlib, re, subprocess, sys, tempfile

ASSAY, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(__file__).resolve().parents[2]
readme = (SOURCE / 'README.md').read_text()
bad = []


def hold(what, got, want):
    if got != want:
        bad.append(f'README.md: {what}: it has {got!r}, wanted {want!r}')


def test_picture():
    command, shown = re.search(r'`build/src/cli/assay (audit samples/orders[^`]*)`\):\n\n```\n(.*?)```', readme, re.S).groups()
    env = {**os.environ, 'COLUMNS': '118', 'LC_ALL': 'C.UTF-8', 'NO_COLOR': '1'}
    r = subprocess.run([ASSAY, *command.split()], cwd=SOURCE, env=env, capture_output=True, text=True)
    hold('the picture', shown, r.stdout)


def test_missing_tokens():
    listed = re.search(r'the tokens (.*?)\. The four kinds', readme, re.S)[1]
    source = re.search(r'default_tokens\[\] = \{(.*?)\n\};', (SOURCE / 'src/table/cell.c').read_text(), re.S)[1]
    hold('the tokens that mean missing', sorted(re.findall(r'`([^`]+)`', listed)), sorted(re.findall(r'"([^"]+)"', source)))


def test_bad_input_table():
    table = readme.split('## Bad input')[1].split('## ')[0]
    hold('rows of the table of bad input', len(re.findall(r'^\| (?!input|---)', table, re.M)), len(list((SOURCE / 'tests/cli/cases/bad_input').glob('*.sh'))))


def test_example_pack():
    with tempfile.TemporaryDirectory() as folder:
        pack, data = pathlib.Path(folder, 'pack.json'), pathlib.Path(folder, 'x.csv')
        pack.write_text(re.search(r'```js\n(\{\n    "rules_version".*?)```', readme, re.S)[1])
        data.write_text('id,price\n1,2.5\n2,3\n')
        r = subprocess.run([ASSAY, 'audit', data, '--rules', pack, '--quiet'], capture_output=True, text=True)
        hold('the example of a pack', (r.returncode, r.stderr), (1, ''))      # its rule on --time is not evaluated


def test_links():
    for name in ('README.md', 'CONTRIBUTING.md', 'samples/README.md'):
        text = (SOURCE / name).read_text()
        for link in re.findall(r'\]\(([^)#:]+)\)', text):
            if not (SOURCE / name).parent.joinpath(link).exists():
                bad.append(f'{name}: the link {link} leads nowhere')


def test_options_are_those_of_the_program():
    commands = re.findall(r'^  (\w+)  +\w', subprocess.run([ASSAY, 'help'], capture_output=True, text=True).stdout, re.M)
    pages = [subprocess.run([ASSAY, 'help', c], capture_output=True, text=True).stdout for c in commands]
    known = set(re.findall(r'--[a-z][a-z-]+', ' '.join(pages)))
    used = set(re.findall(r'(?<![\w-])--[a-z][a-z-]+', readme)) - {'--cflags', '--libs'}
    for option in sorted(used - known):
        bad.append(f'README.md: there is no option {option}')


tests = [v for k, v in list(globals().items()) if k.startswith('test_')]
print(f'1..{len(tests)}')
for i, test in enumerate(tests, 1):
    before = len(bad)
    test()
    print(f'{"ok" if len(bad) == before else "not ok"} {i} - {test.__name__[5:].replace("_", " ")}')
    for line in bad[before:]:
        print('# ' + line)
sys.exit(bool(bad))
