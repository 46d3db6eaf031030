#!/usr/bin/env python3
"""Run commands in turn and print wall time, processor time and peak memory of each: measure.py ASSAY GENERATE ROWS"""
import os, pathlib, shutil, statistics, subprocess, sys, tempfile, time

ASSAY, GENERATE, ROWS = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), int(sys.argv[3])
RUNS = 5


def run(command, folder):
    """Seconds on the clock, seconds of processors, peak resident megabytes."""
    for leftover in folder.glob('out*'):
        leftover.unlink()
    start = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f'{" ".join(map(str, command))}: status {status}')
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def has_pandas():
    return subprocess.run([shutil.which('python3'), '-c', 'import pandas'], capture_output=True).returncode == 0


def peers(file):
    if shutil.which('sqlite3'):
        yield 'sqlite3 .import', ['sqlite3', 'out.db', '.mode csv', f'.import {file} t']
    if shutil.which('duckdb'):
        yield 'duckdb SUMMARIZE', ['duckdb', '-c', f"SUMMARIZE FROM read_csv('{file}')"]
    if has_pandas():
        yield 'pandas describe', ['python3', '-c', f'import pandas as p; d = p.read_csv("{file}"); d.describe(include="all"); d.isnull().sum()']


def audit(file, *more):
    return [ASSAY, 'audit', file, '--json', 'out.json', '--quiet', '--now', '2026-01-31', *more]


def table(title, commands, folder):
    """The commands, in turn, so that what else the machine does falls on all alike."""
    figures = {name: [] for name, _ in commands}
    for _ in range(RUNS):
        for name, command in commands:
            figures[name].append(run(command, folder))
    base = statistics.median(f[0] for f in figures[commands[0][0]])
    print(f'\n{title}\n\n| command | wall, s | least … most | processor, s | peak, MB | times assay |\n|---|---|---|---|---|---|')
    for name, runs in figures.items():
        wall, cpu, peak = (statistics.median(r[i] for r in runs) for i in range(3))
        least, most = min(r[0] for r in runs), max(r[0] for r in runs)
        print(f'| {name} | {wall:.2f} | {least:.2f} … {most:.2f} | {cpu:.2f} | {peak:.0f} | {wall / base:.2f} |', flush=True)
    return {name: [statistics.median(r[i] for r in runs) for i in range(3)] for name, runs in figures.items()}


def generated(folder, rows, kind, name):
    path = folder / name
    with path.open('wb') as out:
        subprocess.run([GENERATE, str(rows), kind], stdout=out, check=True)
    return path


def main():
    with tempfile.TemporaryDirectory(dir=os.environ.get('BENCH_DIR')) as scratch:
        folder = pathlib.Path(scratch)
        small, big = generated(folder, ROWS, 'csv', 'small.csv'), generated(folder, 10 * ROWS, 'csv', 'big.csv')
        size = small.stat().st_size / 1e6
        one = table(f'CSV, {ROWS:,} rows × 15 columns, {size:.0f} MB; {os.cpu_count()} processors',
                    [('assay audit', audit(small)), ('assay audit --threads 1', audit(small, '--threads', '1')), *peers(small)], folder)
        small.unlink()
        ten = table(f'CSV, {10 * ROWS:,} rows, {10 * size:.0f} MB', [('assay audit', audit(big))], folder)
        big.unlink()
        a, b = one['assay audit'], ten['assay audit']
        print(f'\nTen times the rows: {b[0] / a[0]:.1f} times the time, {b[2] / a[2]:.2f} times the memory.')
        lines = generated(folder, ROWS, 'jsonl', 'small.jsonl')
        table(f'JSON lines, {ROWS:,} rows, {lines.stat().st_size / 1e6:.0f} MB', [('assay audit', audit(lines))], folder)


main()
