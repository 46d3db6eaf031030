"""What was measured, and its view for people: results.json, a section each, and RESULTS.md, which is made from it and from nothing else.

    python3 tests/bench/results.py      writes RESULTS.md again, without measuring
"""
import json, pathlib
import rules

HERE = pathlib.Path(__file__).resolve().parent
DATA, VIEW = HERE / 'results.json', HERE / 'RESULTS.md'

HEAD = '''# Measured

Written by `sh tests/bench/run.sh` from `results.json`; `sh tests/bench/run.sh csv` measures one section again.

- Each peer runs next to a run of `assay audit`, now before it and now after it. *Ratio* is the time of that audit divided by the peer's:
  below 1, assay is the faster one. The ratio beside *user + system* is that of the processors' time, which other work on the machine
  disturbs less.
- Three figures are the least, the median and the most; single ones are medians.
- *Wall* is the whole process with its start and end; *inside* is what a peer itself clocks around its work, without the start of node or
  Python and their libraries. *Peak* is resident memory.
- All run on two processors, with the file in the page cache. A peer that takes more than a minute runs once.
- *Checked* names what the peer found and our report says, too; a difference would stand there.

An audit stores the rows in SQLite and computes every figure of the report; no peer does both. `SUMMARIZE` gives least, greatest, mean,
deviation, three quartiles and an estimate of the distinct values; `.import` stores the rows; the others say what they do in
`tests/bench/peers`.
'''


def load():
    return json.loads(DATA.read_text()) if DATA.exists() else {}


def save(sections):
    DATA.write_text(json.dumps(sections, indent=1, ensure_ascii=False) + '\n')
    VIEW.write_text('\n'.join(lines(sections)) + '\n')


def number(value):
    """Three figures, no exponent."""
    return f'{value:.0f}' if value >= 100 else f'{value:.1f}' if value >= 10 else f'{value:.2f}' if value >= 0.1 else f'{value:.3f}'


def three(values):
    return ' / '.join(map(number, values))


def main_file(section):
    return section['files'][-1]


def command_of(file, name):
    return next((c for c in file['commands'] if c['name'] == name), None)


def ratio(section, name, inverse=False):
    """A target's figure: how long the audit took of what a peer took, or the other way round."""
    def of(sections):
        row = command_of(main_file(sections[section]), name) if section in sections else None
        if not row:
            return None
        return [1 / r for r in reversed(row['ratio'])] if inverse else row['ratio']
    return of


# What is compared, the figure, its bound and its goal, whether it must be at most or at least that, where it stands.
TARGETS = [
    ('audit of CSV / DuckDB `SUMMARIZE`', ratio('csv', 'DuckDB SUMMARIZE'), 0.8, 0.4, '≤', 'csv'),
    ('audit of CSV / polars, the same statistics, no storage', ratio('csv', 'polars'), 1.0, 0.6, '≤', 'csv'),
    ('audit of CSV / `sqlite3 .import` alone', ratio('csv', 'sqlite3 .import'), 0.5, None, '≤', 'csv'),
    ('audit of CSV / libcsv tokenising in one thread', ratio('csv', 'libcsv, one thread'), 3, None, '≤', 'csv'),
    ('audit of JSON lines / DuckDB `SUMMARIZE`', ratio('jsonl', 'DuckDB SUMMARIZE'), 1.0, None, '≤', 'jsonl'),
    ('pandas, six notebook snippets / audit', ratio('notebook', 'pandas notebook', inverse=True), 10, None, '≥', 'notebook'),
    ('the same without density curves', ratio('notebook', 'pandas notebook without density curves', inverse=True), None, None, '≥', 'notebook'),
    ('ten times the rows, time', lambda s: s['scale']['growth'] if 'scale' in s else None, 10.5, None, '≤', 'scale'),
    ('ten times the rows, peak memory of both, MB', lambda s: [max(s['scale']['peaks'])] if 'scale' in s else None, 256, None, '≤', 'scale'),
    ('time of a cell among 1,000 columns / among 15', lambda s: s['wide']['per_cell'] if 'wide' in s else None, 1.5, None, '≤', 'wide'),
]


def judged(figures, bound, sense):
    middle = figures[len(figures) // 2]
    return middle <= bound if sense == '≤' else middle >= bound


def verdict(figures, bound, goal, sense):
    if bound is None:
        return 'no target'
    if not judged(figures, bound, sense):
        return 'missed'
    return 'met, goal too' if goal and judged(figures, goal, sense) else 'met'


def targets(sections):
    yield '## Targets\n\nThe median is held against the bound.\n'
    yield '| target | bound | goal | least / median / most | rows | |\n|---|---|---|---|---|---|'
    missed = []
    for what, figure, bound, goal, sense, name in TARGETS:
        figures, limit = figure(sections), f'{sense} {bound}' if bound else ''
        if not figures:
            yield f'| {what} | {limit} | {goal or ""} | | | not measured |'
            continue
        said = verdict(figures, bound, goal, sense)
        if said == 'missed' and name not in missed:
            missed.append(name)
        yield f'| {what} | {limit} | {goal or ""} | {three(figures)} | {main_file(sections[name])["rows"]:,} | [{said}](#{name}) |'
    inside = [f'audit of {name} / {row["name"]} {three(row["inside_ratio"])}' for name in ('csv', 'jsonl') if name in sections
              for row in main_file(sections[name])['commands'] if 'inside_ratio' in row]
    if inside:
        yield '\nAgainst the time inside the peers, without the start of node and its libraries: ' + '; '.join(inside) + '.'
    for name in missed:
        found = main_file(sections[name]).get('profile')
        if found:
            top = ', '.join(f'`{function}` {share:.0%}' for function, _, share in found['functions'][:8])
            yield f'\nA target of [{name}](#{name}) is missed. Where that audit spends its time: {libraries(found)}. The first functions: {top}.'


def libraries(found):
    return ', '.join(f'{name} {share:.0%}' for name, share in found['libraries'])


def machine(where):
    versions = ', '.join(f'{name} {version}' for name, version in where['versions'].items())
    yield (f'{where["date"]}, commit {where["commit"]}. {where["processor"]}, {where["used"]} of {where["processors"]} processors, '
           f'{where["memory"]:.0f} GiB, {where["system"]}, Linux {where["kernel"]}; load before the run {where["load"]:.2f}.\n\n{versions}.\n')


def table(file):
    options = f', `{file["options"]}`' if file['options'] else ''
    yield f'{file["rows"]:,} rows × {file["columns"]:,} columns, {number(file["bytes"] / 1e6)} MB{options}:\n'
    yield '| command | wall, s | ratio | inside, s | user + system, s | ratio | peak, MB | runs | checked |\n|---|---|---|---|---|---|---|---|---|'
    audit = file['commands'][0]
    for c in file['commands']:
        checked = '**differs: ' + '; '.join(c['wrong']) + '**' if c.get('wrong') else ', '.join(c.get('checked', []))
        inside = number(c['inside'][1]) if 'inside' in c else ''
        wall, cpu = (three(c['ratio']), number(audit['cpu'] / c['cpu']) if c['cpu'] else '') if 'ratio' in c else ('', '')
        yield (f'| {c["name"]} | {three(c["wall"])} | {wall} | {inside} | {number(c["user"])} + {number(c["system"])} | {cpu} | '
               f'{number(c["peak"])} | {c["runs"]} | {checked} |')
    for name, why in file['absent'].items():
        yield f'| {name} | {why} | | | | | | | |'
    yield ''
    for c in file['commands']:
        if 'parts' in c:
            yield f'Inside {c["name"]}: ' + ', '.join(f'{part} {number(seconds)} s' for part, seconds in c['parts'].items()) + '.\n'


def roofline(file):
    """From the floor up: the bytes, the tokens, the audit."""
    audit, size = file['commands'][0], file['bytes'] / 1e6
    steps = [(name, command_of(file, name)) for name in ('reading the bytes', 'cJSON, one thread', 'libcsv, one thread')]
    said = [f'{name} {number(row["wall"][1])} s ({size / row["wall"][1]:,.0f} MB/s)' for name, row in steps if row]
    if said:
        yield (f'Roofline of {size:.0f} MB: {", ".join(said)}, the whole audit {number(audit["wall"][1])} s ({size / audit["wall"][1]:,.0f} MB/s; '
               f'{number(audit["cpu"])} s of processors, {1e9 * audit["cpu"] / (file["rows"] * file["columns"]):.0f} ns a cell).\n')


def profile(found):
    yield f'Where the audit\'s time goes (perf, {found["samples"]:,} samples, all threads): {libraries(found)}. Functions with 1 % or more:\n'
    yield '| function | in | share |\n|---|---|---|'
    for function, library, share in found['functions']:
        yield f'| `{function}` | {library} | {share:.1%} |'
    yield ''


def section_lines(name, section):
    yield f'\n## {name}\n\n{section["title"]}.\n'
    yield from machine(section['machine'])
    if name == 'rules':
        yield from rules.table(section)
        return
    for file in section['files']:
        yield from table(file)
    if name == 'scale':
        (few, many), (small, big), peaks = section['rows'], section['walls'], section['peaks']
        yield (f'{few:,} rows: {three(small)} s, at most {peaks[0]:.0f} MB. {many:,} rows: {three(big)} s, at most {peaks[1]:.0f} MB. '
               f'In pairs: {three(section["growth"])} times the time.\n')
    if name == 'wide':
        wide, narrow = section['nanoseconds']
        yield (f'A cell takes {wide:.0f} ns here and {narrow:.0f} ns in a file of 15 columns and {section["narrow_rows"]:,} rows; in pairs: '
               f'{three(section["per_cell"])} times.\n')
    yield from roofline(main_file(section))
    if main_file(section)['profile']:
        yield from profile(main_file(section)['profile'])


def lines(sections):
    yield HEAD
    yield from targets(sections)
    for name, section in sections.items():
        yield from section_lines(name, section)


if __name__ == '__main__':
    save(load())
