#!/usr/bin/env python3
"""The benchmarks: makes files, runs assay and its peers over them in pairs, writes results.json and RESULTS.md:   bench.py BUILD [ROWS] [SECTION…]

run.sh builds what this needs and says which sections there are. Status 1: a peer failed, or found something else than we did.
"""
import datetime, json, os, pathlib, platform, subprocess, sys, tempfile
from statistics import median
import results, rules
from measure import Failed, Runner, pairs, profile, spread, summary
from peers import Peers, compared, differences

HERE = pathlib.Path(__file__).resolve().parent
THREADS = 2
MANY, FEW, FEW_ABOVE = 5, 3, 5000000	# pairs of runs, and from how many rows on only a few
CSV_PEERS = ['DuckDB SUMMARIZE', 'polars', 'sqlite3 .import', 'miller summary', 'qsv', 'libcsv, one thread', 'reading the bytes']
ROLES = ['--label', 'segment', '--pred', 'predicted', '--time', 'created', '--id', 'id']
# Of each shape a numeric column whose mean is held against the peers'.
MEAN_OF = {'csv': 'age', 'jsonl': 'age', 'scored': 'age', 'wide': 'c0', 'text': 'stars', 'cardinality': 'reading'}


class File:
    def __init__(self, bench, shape, rows, what='data'):
        self.shape, self.rows, self.column = shape, rows, MEAN_OF[shape]
        self.path = bench.folder / f'{what}-{shape}-{rows}{".jsonl" if shape == "jsonl" else ".csv"}'
        with self.path.open('wb') as out:
            subprocess.run([bench.build / 'generate', str(rows), shape], stdout=out, check=True)
        self.bytes = self.path.stat().st_size

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.path.unlink()


class Bench:
    def __init__(self, build, rows, folder):
        self.build, self.rows, self.folder = build, rows, folder
        self.assay, self.peers, self.runner = build / 'src/cli/assay', Peers(build, THREADS), Runner(build / 'launch', folder)
        self.wrong = []

    def audit(self, file, *options, threads=THREADS):
        return [self.assay, 'audit', file.path, '--json', 'out.json', '--quiet', '--now', '2026-01-31', '--threads', threads, *options]

    def run_audit(self, file, *options, threads=THREADS):
        try:
            return self.runner.run(self.audit(file, *options, threads=threads), allowed=(0, 1))
        except Failed as failure:
            raise SystemExit(f'bench: the audit of {file.path.name} failed: {failure}')

    def rounds(self, rows):
        return int(os.environ.get('BENCH_ROUNDS', FEW if rows >= FEW_ABOVE else MANY))

    def ours(self, file, *options):
        """What our report says, for the peers' findings to be held against. This run is not timed: it brings the file into the cache."""
        self.run_audit(file, *options)
        report = json.loads((self.folder / 'out.json').read_text())
        column = next(c for c in report['columns'] if c['name'] == file.column)
        rows, columns = report['dataset']['rows'], report['dataset']['columns']
        labels = report['dimensions']['accuracy']['labels']
        return {'rows': rows, 'columns': columns, 'cells': rows * columns, 'bytes': file.bytes, 'mean': float(column['numeric']['mean']),
                'missing': column['missing']['count'], 'repeated': report['dimensions']['uniqueness']['duplicate_rows'],
                'empty': sum(c['missing']['empty'] for c in report['columns']), 'null': sum(c['missing']['null'] for c in report['columns']),
                **({'agreement': labels['accuracy']} if labels else {})}

    def compare(self, file, names, *options, single=True, profiled=True):
        """A file, assay and the peers of these names over it: an entry of a section's files."""
        ours, found = self.ours(file, *options), {}
        say(f'{file.path.name}, {file.bytes / 1e6:.0f} MB')
        others, absent = self.ready(file, names, found)
        if single:
            others = {'assay audit --threads 1': lambda: self.run_audit(file, *options, threads=1), **others}
        bases, runs, ratios, failed = pairs(lambda: self.run_audit(file, *options), others, self.rounds(file.rows))
        absent |= {name: f'failed: {why}' for name, why in failed.items()}
        self.wrong += [f'{name}, {file.path.name} {why}' for name, why in absent.items() if why.startswith('failed')]
        commands = [summary('assay audit', bases)]
        for name in runs:
            row = {**summary(name, runs[name]), 'ratio': spread(ratios[name])}
            if name in found:
                row |= told(found[name], ours, [ratio * run.wall for ratio, run in zip(ratios[name], runs[name])])
                self.wrong += [f'{name}, {file.path.name}: {sentence}' for sentence in row['wrong']]
            commands.append(row)
        where = profile(self.assay, self.audit(file, *options), self.folder) if profiled else None
        return {'shape': file.shape, 'rows': file.rows, 'columns': ours['columns'], 'bytes': file.bytes, 'options': ' '.join(options),
                'commands': commands, 'absent': absent, 'profile': where}

    def ready(self, file, names, found):
        """The peers that can run, as callables by name, and of the others why they cannot. Each has read a small file by then, so that its
        libraries are in the cache."""
        others, absent = {}, {}
        with File(self, file.shape, 1000, 'small') as small:
            for name in names:
                reason = self.peers.absent(name)
                if reason:
                    absent[name] = f'absent: {reason}'
                    continue
                try:
                    self.runner.run(self.peers.command(name, small.path, small.column)[0])
                    others[name] = self.peer(name, file, found)
                except Failed as failure:
                    absent[name] = f'failed: {failure}'
        return others, absent

    def peer(self, name, file, found):
        """A callable that runs a peer and adds what it found to found[name]."""
        command, read = self.peers.command(name, file.path, file.column)

        def run():
            taken = self.runner.run(command)
            found.setdefault(name, []).append(read(taken, self.folder, file.column))
            return taken
        return run


def told(found, ours, audits):
    """What a peer said of its runs: whether that is what our report says, the time inside it, and the time of our audits against that."""
    row = {'checked': compared(found[0], ours), 'wrong': sorted({sentence for once in found for sentence in differences(once, ours)})}
    if 'seconds' in found[0]:
        inside = [once['seconds'] for once in found]
        row |= {'inside': spread(inside), 'inside_ratio': spread([audit / its for audit, its in zip(audits, inside)])}
    if 'parts' in found[0]:
        row['parts'] = {part: median(once['parts'][part] for once in found) for part in found[0]['parts']}
    return row


def section_csv(bench):
    """Mixed columns, CSV"""
    files = []
    for rows in (bench.rows // 10, bench.rows):
        with File(bench, 'csv', rows) as file:
            files.append(bench.compare(file, CSV_PEERS, profiled=rows == bench.rows))
    return {'files': files}


def section_jsonl(bench):
    """The same rows, JSON lines"""
    files = []
    for rows in (bench.rows // 10, bench.rows):
        with File(bench, 'jsonl', rows) as file:
            files.append(bench.compare(file, ['DuckDB SUMMARIZE', 'polars', 'miller summary', 'cJSON, one thread', 'reading the bytes'],
                                       profiled=rows == bench.rows))
    return {'files': files}


def section_notebook(bench):
    """What notebooks do by hand"""
    names = ['pandas notebook', 'pandas notebook without density curves']
    with File(bench, 'scored', bench.rows) as file:
        return {'files': [bench.compare(file, names, *ROLES, single=False, profiled=False)]}


def section_wide(bench):
    """1,000 columns"""
    rows, peers = max(bench.rows * 15 // 1000, 1), ['DuckDB SUMMARIZE', 'polars', 'sqlite3 .import', 'libcsv, one thread', 'reading the bytes']
    with File(bench, 'wide', rows) as wide, File(bench, 'csv', bench.rows) as narrow:
        entry = bench.compare(wide, peers, single=False)
        bench.ours(narrow)
        bases, runs, ratios, _ = pairs(lambda: bench.run_audit(wide), {'narrow': lambda: bench.run_audit(narrow)}, bench.rounds(rows))
        cells = wide.rows * 1000 / (narrow.rows * 15)
        walls = summary('', bases)['wall'][1], summary('', runs['narrow'])['wall'][1]
        return {'files': [entry], 'per_cell': [r / cells for r in spread(ratios['narrow'])], 'narrow_rows': narrow.rows,
                'nanoseconds': [1e9 * walls[0] / (wide.rows * 1000), 1e9 * walls[1] / (narrow.rows * 15)]}


def section_text(bench):
    """Long texts"""
    with File(bench, 'text', max(bench.rows // 10, 1)) as file:
        return {'files': [bench.compare(file, CSV_PEERS)]}


def section_cardinality(bench):
    """Columns in which hardly a value occurs twice"""
    with File(bench, 'cardinality', bench.rows) as file:
        return {'files': [bench.compare(file, CSV_PEERS)]}


def section_scale(bench):
    """Ten times the rows"""
    with File(bench, 'csv', 10 * bench.rows) as big:
        entry = bench.compare(big, ['DuckDB SUMMARIZE', 'polars', 'sqlite3 .import', 'libcsv, one thread', 'reading the bytes'], single=False)
        with File(bench, 'csv', bench.rows) as small:
            bench.ours(small)
            bases, runs, ratios, _ = pairs(lambda: bench.run_audit(big), {'small': lambda: bench.run_audit(small)}, bench.rounds(big.rows))
    return {'files': [entry], 'growth': spread(ratios['small']), 'rows': [bench.rows, 10 * bench.rows],
            'walls': [spread([r.wall for r in runs['small']]), spread([r.wall for r in bases])],
            'peaks': [max(r.peak for r in runs['small']), max(r.peak for r in bases)]}


def section_rules(bench):
    """What rules cost"""
    return rules.measure(bench.assay, bench.build / 'generate', bench.rows)


SECTIONS = {name.removeprefix('section_'): section for name, section in list(globals().items()) if name.startswith('section_')}


def say(text):
    print(text, file=sys.stderr, flush=True)


def field(path, name):
    """A field of a file of /proc."""
    for line in pathlib.Path(path).read_text().splitlines():
        if line.partition(':')[0].strip() == name:
            return line.partition(':')[2].strip()
    return 'unknown'


def commit():
    """The commit that is measured; with a mark where something but the results differs from it."""
    def git(*words):
        return subprocess.run(['git', *words], cwd=HERE, capture_output=True, text=True).stdout.strip()
    changed = git('status', '--porcelain', '--untracked-files=no', '--', ':/', ':!results.json', ':!RESULTS.md')
    return git('rev-parse', '--short', 'HEAD') + ('-dirty' if changed else '')


def machine(bench):
    """Where and with what it is measured."""
    return {'date': datetime.date.today().isoformat(), 'processor': field('/proc/cpuinfo', 'model name'), 'processors': os.cpu_count(),
            'used': len(os.sched_getaffinity(0)), 'memory': int(field('/proc/meminfo', 'MemTotal').split()[0]) / 1048576,
            'kernel': platform.release().split('-')[0], 'system': platform.freedesktop_os_release().get('PRETTY_NAME', 'unknown'),
            'load': os.getloadavg()[0], 'commit': commit(), 'versions': bench.peers.versions()}


def main():
    build, words = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    rows = next((int(w) for w in words if w.isdigit()), 1000000)
    names = [w for w in words if not w.isdigit()] or list(SECTIONS)
    for name in names:
        if name not in SECTIONS:
            raise SystemExit(f'{name}: no such section; there are {" ".join(SECTIONS)}')
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
    known = results.load()
    with tempfile.TemporaryDirectory(dir=os.environ.get('BENCH_DIR')) as scratch:
        bench = Bench(build, rows, pathlib.Path(scratch))
        for name in names:
            say(f'== {name}')
            where = machine(bench)
            known[name] = {'title': SECTIONS[name].__doc__, 'machine': where, **SECTIONS[name](bench)}
            results.save({n: known[n] for n in SECTIONS if n in known})
    for sentence in bench.wrong:
        say(f'bench: {sentence}')
    return 1 if bench.wrong else 0


if __name__ == '__main__':
    sys.exit(main())
