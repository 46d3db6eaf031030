#!/usr/bin/env python3
"""The CI files of samples/ci do what they say: parsed, and their commands run, in folders of their own: ci.py ASSAY

YAML is parsed by python3-yaml, which Debian installs for /usr/bin/python3.
"""
import contextlib, json, os, pathlib, shutil, subprocess, sys, tempfile, xml.etree.ElementTree

DEBIAN = '/usr/bin/python3'
try:
    import yaml
except ImportError:
    yaml = None
    if os.path.exists(DEBIAN) and not os.environ.get('ASSAY_CI_PYTHON'):
        os.execve(DEBIAN, [DEBIAN, *sys.argv], {**os.environ, 'ASSAY_CI_PYTHON': DEBIAN})

from tap import ASSAY, SOURCE, Skip, main

CI = SOURCE / 'samples/ci'
CLEAN = 'id,size\n' + ''.join(f'{i},{(i * 37) % 101}\n' for i in range(60))
BROKEN = 'id,size\n'          # no row: an error


class Place:
    """An empty folder with assay on the PATH, and no settings of the user's."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder, 'work')
        binary = pathlib.Path(folder, 'bin')
        self.folder.mkdir()
        binary.mkdir()
        (binary / 'assay').symlink_to(ASSAY)
        self.env = {'PATH': f'{binary}:/usr/bin:/bin', 'HOME': folder, 'LC_ALL': 'C.UTF-8', 'GIT_CONFIG_NOSYSTEM': '1',
                    'GIT_AUTHOR_NAME': 'a', 'GIT_AUTHOR_EMAIL': 'a@example.org', 'GIT_COMMITTER_NAME': 'a', 'GIT_COMMITTER_EMAIL': 'a@example.org',
                    'GITHUB_STEP_SUMMARY': str(self.folder / 'summary.md'), **{k: v for k, v in os.environ.items() if 'SAN_OPTIONS' in k}}

    def run(self, *command, status=0):
        r = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=300)
        assert r.returncode == status, f'{command}: exit {r.returncode}, wanted {status}\n{r.stdout}{r.stderr}'
        return r.stdout + r.stderr

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


@contextlib.contextmanager
def place():
    with tempfile.TemporaryDirectory() as folder:
        yield Place(folder)


@contextlib.contextmanager
def place_with_orders():
    with place() as p:
        (p.folder / 'data').mkdir()
        shutil.copy(SOURCE / 'samples/orders.csv', p.folder / 'data/orders.csv')
        yield p


def need(program):
    if not shutil.which(program):
        raise Skip(f'no {program}')


def parsed(name):
    if not yaml:
        raise Skip('no python3-yaml')
    return yaml.safe_load((CI / name).read_text())


def texts(tree):
    """All strings in a tree."""
    if isinstance(tree, str):
        yield tree
    for of in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from texts(of)


def commands(tree):
    return [line for text in texts(tree) for line in text.splitlines() if line.startswith('assay ')]


def run_commands(p, tree, statuses):
    lines = commands(tree)
    assert len(lines) == len(statuses), lines
    for line, status in zip(lines, statuses):
        p.run('bash', '-e', '-c', line, status=status)


def test_github_actions():
    workflow = parsed('github-actions.yml')
    job = workflow['jobs']['audit']
    assert workflow[True].keys() == {'push', 'pull_request'}       # YAML 1.1 reads the key `on` as true
    assert workflow['permissions']['security-events'] == 'write'    # without it the SARIF cannot be uploaded
    for step in job['steps']:
        assert ('uses' in step) != ('run' in step), step
    with place_with_orders() as p:
        run_commands(p, workflow, [1, 0])
        sarif = next(s for s in job['steps'] if 'sarif' in s.get('uses', ''))['with']['sarif_file']
        assert json.loads((p.folder / sarif).read_text())['version'] == '2.1.0'
        kept = next(s for s in job['steps'] if 'artifact' in s.get('uses', ''))['with']['path']
        assert json.loads((p.folder / kept).read_text())['verdict']['result'] == 'fail'
        assert (p.folder / 'summary.md').read_text().startswith('### ✖ FAIL: data/orders.csv\n')


def test_gitlab():
    job = parsed('gitlab-ci.yml')['data']
    assert job['artifacts']['when'] == 'always'
    with place_with_orders() as p:
        run_commands(p, job, [1])
        suite = xml.etree.ElementTree.parse(p.folder / job['artifacts']['reports']['junit']).getroot()
        assert suite.tag == 'testsuites' and int(suite.get('failures')) == 1
        for path in job['artifacts']['paths']:
            assert (p.folder / path).exists(), path


def test_dvc():
    stage = parsed('dvc.yaml')['stages']['audit']
    with place_with_orders() as p:
        for path in stage['deps']:
            assert (p.folder / path).exists(), path
        run_commands(p, stage, [1])
        for out in stage['outs']:
            assert (p.folder / next(iter(out))).exists(), out


def test_pre_commit_hook():
    need('git')
    with place() as p:
        p.run('git', 'init', '-q')
        shutil.copy(CI / 'pre-commit-hook.sh', p.folder / '.git/hooks/pre-commit')
        p.write('notes.txt', 'no data\n')
        p.run('git', 'add', '.')
        p.run('git', 'commit', '-qm', 'no data, no audit')
        p.write('data/a file.csv', CLEAN)
        p.run('git', 'add', '.')
        assert 'assay: PASS data/a file.csv: 60 rows' in p.run('git', 'commit', '-qm', 'good data')
        p.write('data/bad.csv', BROKEN)
        p.run('git', 'add', '.')
        p.write('data/bad.csv', CLEAN)      # what is staged counts
        said = p.run('git', 'commit', '-qm', 'bad data', status=1)
        assert 'assay: FAIL data/bad.csv' in said and 'The commit is stopped' in said, said
        p.run('git', 'add', '.')
        p.run('git', 'commit', '-qm', 'mended')
        assert p.run('git', 'status', '--porcelain') == ''


def test_makefile():
    need('make')
    with place() as p:
        shutil.copy(CI / 'Makefile', p.folder)
        p.write('data/good.csv', CLEAN)
        assert 'assay: PASS data/good.csv' in p.run('make', 'audit')
        assert 'assay:' not in p.run('make', 'audit'), 'audited again without need'
        p.write('data/bad.csv', BROKEN)
        assert 'assay: FAIL data/bad.csv' in p.run('make', 'audit', status=2)
        assert 'assay: FAIL data/bad.csv' in p.run('make', 'audit', status=2), 'what failed once must fail again'
        assert json.loads((p.folder / 'reports/bad.csv.json').read_text())['verdict']['result'] == 'fail'
        p.write('data/bad.csv', CLEAN)
        p.run('make', 'audit')
        p.run('make', 'clean')
        assert not (p.folder / 'reports').exists()


def test_shell_is_plain():
    need('shellcheck')
    r = subprocess.run(['shellcheck', '-s', 'sh', CI / 'pre-commit-hook.sh'], capture_output=True, text=True)
    assert r.returncode == 0, r.stdout


def test_the_readme_names_them_all():
    readme = (CI / 'README.md').read_text()
    for path in CI.iterdir():
        assert path.name == 'README.md' or f'`{path.name}`' in readme, path.name


main(sys.modules[__name__])
