"""The peers: what each is asked to do with a file, how it is called, and what it says that it found, to be held against our report.

A peer's work is a file of its own in peers/, but where one command line is all of it. What a peer found is a dict of some of:
rows, columns, cells, empty, null, bytes, mean, missing, repeated, agreement; seconds is the work as the peer itself clocks it, without its start.
"""
import functools, json, pathlib, re, shutil, sqlite3, subprocess

HERE = pathlib.Path(__file__).resolve().parent / 'peers'
MODULES = ['pandas', 'scipy', 'matplotlib', 'statsmodels']


@functools.cache
def python():
    """A Python that has pandas: Debian's, where another one comes first on the path."""
    for candidate in ('python3', '/usr/bin/python3'):
        if shutil.which(candidate) and subprocess.run([candidate, '-c', 'import ' + ', '.join(MODULES)], capture_output=True).returncode == 0:
            return candidate
    return None


def said(taken, folder, column):
    return json.loads(taken.said)


def miller_found(taken, folder, column):
    fields = json.loads(taken.said)
    of = next(f for f in fields if f['field_name'] == column)
    return {'rows': of['count'], 'columns': len(fields), 'mean': of['mean'], 'missing': of['null_count']}


def sqlite_found(taken, folder, column):
    database = sqlite3.connect(folder / 'out.db')
    rows, mean = database.execute(f'SELECT count(*), avg(nullif("{column}", \'\')) FROM data').fetchone()
    columns = len(database.execute('PRAGMA table_info(data)').fetchall())
    database.close()
    return {'rows': rows, 'columns': columns, 'mean': mean}


class Peers:
    """build is the folder with the built programs, and with the node packages in build/peers."""
    def __init__(self, build, threads):
        self.build, self.threads, self.packages = build, str(threads), build / 'peers'

    def absent(self, name):
        """Why a peer cannot take part, or None."""
        node = {'DuckDB SUMMARIZE': '@duckdb/node-api', 'polars': 'nodejs-polars'}
        if name in node:
            script = f"await import('{node[name]}')"
            tried = shutil.which('node') and subprocess.run(['node', '--input-type=module', '-e', script], cwd=self.packages, capture_output=True)
            return None if tried and tried.returncode == 0 else f'node cannot load {node[name]}'
        if name.startswith('pandas'):
            return None if python() else 'no Python here has ' + ', '.join(MODULES)
        tool = {'sqlite3 .import': 'sqlite3', 'miller summary': 'mlr', 'qsv': 'qsv'}.get(name)
        if name == 'qsv':
            return 'neither Debian nor npm has it'
        return None if not tool or shutil.which(tool) else f'{tool} is not installed'

    def command(self, name, file, column):
        """The command line, and what reads its findings."""
        jsonl = file.suffix == '.jsonl'
        return {
            'DuckDB SUMMARIZE': (['node', self.packages / 'duckdb.mjs', file, column, self.threads], said),
            'polars': (['env', 'POLARS_MAX_THREADS=' + self.threads, 'node', self.packages / 'polars.mjs', file, column], said),
            'pandas notebook': ([python(), HERE / 'notebook.py', file, column], said),
            'pandas notebook without density curves': ([python(), HERE / 'notebook.py', file, column, '--no-density'], said),
            'sqlite3 .import': (['sh', HERE / 'sqlite.sh', file, 'out.db'], sqlite_found),
            'miller summary': (['mlr', '--ijsonl' if jsonl else '--icsv', '--ojson', 'summary', file], miller_found),
            'libcsv, one thread': ([self.build / 'peers/libcsv', file], said),
            'cJSON, one thread': ([self.build / 'peers/cjson', file], said),
            'reading the bytes': ([self.build / 'peers/bytes', file], said),
        }[name]

    def versions(self):
        """Versions of all that takes part, by name."""
        found = {}

        def first_line(name, *command):
            if shutil.which(command[0]):
                text = subprocess.run(command, capture_output=True, text=True).stdout
                number = re.search(r'\d+(\.\d+)+\S*', text)
                found[name] = number.group(0) if number else text.strip()

        first_line('gcc', 'cc', '-dumpfullversion')
        first_line('node', 'node', '--version')
        for name in ('@duckdb/node-api', 'nodejs-polars'):
            package = self.packages / 'node_modules' / name / 'package.json'
            if package.exists():
                found[name] = json.loads(package.read_text())['version']
        if python():
            script = f"import platform, {', '.join(MODULES)}; print(platform.python_version(), {', '.join(m + '.__version__' for m in MODULES)})"
            numbers = subprocess.run([python(), '-c', script], capture_output=True, text=True).stdout.split()
            found |= dict(zip(['Python', *MODULES], numbers))
        first_line('sqlite3', 'sqlite3', '--version')
        first_line('miller', 'mlr', '--version')
        for name, package in (('libcsv', 'libcsv3'), ('cJSON', 'libcjson1'), ('SQLite', 'libsqlite3-0'), ('glibc', 'libc6')):
            first_line(name, 'dpkg-query', '-W', '-f', '${Version}', package)
        return found


def differences(found, ours):
    """What a peer found that our report does not say, as sentences."""
    for key, value in found.items():
        if key in ours:
            mine = ours[key]
            known = isinstance(value, (int, float))
            same = known and (abs(value - mine) <= 1e-9 * abs(mine) if isinstance(mine, float) else value == mine)
            if not same:
                yield f'{key} is {str(value)[:40]}, ours {mine}'


def compared(found, ours):
    return [key for key in found if key in ours]
