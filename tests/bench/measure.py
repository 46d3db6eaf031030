"""Running commands: what each takes, pairs of commands in alternating order, and where one of them spends its time.

Times are seconds, peaks are megabytes of resident memory of the largest process (as the kernel accounts for it; launch.c says how it is taken).
"""
import collections, os, re, shutil, statistics, subprocess

ONCE_ABOVE = 60		# seconds; what takes longer runs in one pair only


class Failed(Exception):
    pass


class Figures:
    """What one run took, and what it said."""
    def __init__(self, line, said):
        wall, user, system, peak, status = line.split()
        self.wall, self.user, self.system, self.peak = float(wall), float(user), float(system), float(peak) / 1024
        self.status, self.said = int(status), said

    @property
    def cpu(self):
        return self.user + self.system


class Runner:
    def __init__(self, launch, folder):
        self.launch, self.folder = launch, folder

    def run(self, command, allowed=(0,)):
        """Runs a command in the folder. What it leaves there as out.* is there until the next run."""
        for leftover in self.folder.glob('out.*'):
            leftover.unlink()
        figures = self.folder / 'figures'
        child = subprocess.run([self.launch, figures, *map(str, command)], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True)
        if child.returncode != 0:
            raise Failed(child.stderr.decode(errors='replace').strip())
        taken = Figures(figures.read_text(), child.stdout)
        if taken.status not in allowed:
            lines = child.stderr.decode(errors='replace').strip().splitlines() or ['no message']
            telling = next((line for line in lines if 'rror' in line), lines[-1])
            raise Failed(f'status {taken.status}: {telling[:200]}')
        return taken


def spread(values):
    """Least, median, most."""
    return [min(values), statistics.median(values), max(values)]


def summary(name, runs):
    """A row of results.json."""
    return {'name': name, 'runs': len(runs), 'wall': spread([r.wall for r in runs]),
            **{key: statistics.median(getattr(r, key) for r in runs) for key in ('cpu', 'user', 'system', 'peak')}}


def pairs(base, others, rounds):
    """Runs each of the others (name: callable) next to a run of base, in an order that turns round with every round, and with the rounds
    outermost, so that what else the machine does falls on all alike. Returns the runs of base; for each name its runs and the ratios
    base / other of wall time; and for those that failed the reason."""
    bases, runs, ratios, failed = [], {name: [] for name in others}, {name: [] for name in others}, {}
    for k in range(rounds):
        for name, other in others.items():
            if name in failed or (k > 0 and runs[name][0].wall > ONCE_ABOVE):
                continue
            try:
                if k % 2 == 0:
                    mine, its = base(), other()
                else:
                    its, mine = other(), base()
            except Failed as failure:
                failed[name] = str(failure)
                continue
            bases.append(mine)
            runs[name].append(its)
            ratios[name].append(mine.wall / its.wall)
    for name in failed:
        del runs[name], ratios[name]
    return bases, runs, ratios, failed


def homonyms(program):
    """Static functions of one name in several files: the file by name and by the low bits of the address, which no loading changes."""
    listed = subprocess.run(['nm', '--defined-only', '-l', program], capture_output=True, text=True).stdout
    found = collections.defaultdict(dict)
    for address, name, place in re.findall(r'^([0-9a-f]+) [tT] (\S+)\t(\S+)$', listed, re.M):
        found[name.split('.')[0]][int(address, 16) & 0xfff] = os.path.splitext(os.path.basename(place.rsplit(':', 1)[0]))[0]
    return {name: places for name, places in found.items() if len(set(places.values())) > 1}


def profile(program, command, folder):
    """Where a command's time goes: the share of each library, and the functions with 1 % or more; None without perf."""
    if not shutil.which('perf'):
        return None
    data = folder / 'perf.data'
    record = subprocess.run(['perf', 'record', '-q', '-F', '997', '-o', data, '--', *map(str, command)], cwd=folder, capture_output=True)
    script = subprocess.run(['perf', 'script', '-i', data, '-F', 'ip,sym,symoff,dso'], capture_output=True, text=True, errors='replace')
    data.unlink(missing_ok=True)
    samples = re.findall(r'^\s*([0-9a-f]+) (\S+?)(?:\+0x([0-9a-f]+))? \((.+)\)$', script.stdout, re.M)
    if record.returncode not in (0, 1) or not samples:
        return None
    places = homonyms(program)
    libraries, functions = collections.Counter(), collections.Counter()
    for address, name, offset, library in samples:
        library = 'kernel' if library.startswith('[kernel') else re.sub(r'\.so[.0-9]*$', '', os.path.basename(library))
        if name in places and library == os.path.basename(program):
            name = f"{name} ({places[name].get((int(address, 16) - int(offset or '0', 16)) & 0xfff, '?')})"
        libraries[library] += 1
        functions[name, library] += 1
    share = 1 / len(samples)
    return {'samples': len(samples), 'libraries': [[name, n * share] for name, n in libraries.most_common() if n * share >= 0.005],
            'functions': [[name, library, n * share] for (name, library), n in functions.most_common() if n * share >= 0.01]}
