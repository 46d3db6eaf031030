#!/usr/bin/env python3
"""How fast texts are judged: texts.py ASSAY [MB]     (needs ASSAY_DATA, for c4_demo.jsonl)

Makes a corpus of MB (60) megabytes out of the 300 documents of c4_demo.jsonl, one word in ten of which is another one, so that no document comes
twice; and audits it by one thread as a table and as a corpus of texts without the look for duplicates, in turns. What the texts cost is the difference."""
import json, os, pathlib, random, resource, statistics, subprocess, sys, tempfile

ASSAY, MEGABYTES, ROUNDS = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60, 5
DATA = pathlib.Path(os.environ['ASSAY_DATA'], 'c4_demo.jsonl')


def corpus_write(path):
    some = random.Random(1)
    texts = [json.loads(line)['text'] for line in DATA.open(encoding='utf-8')]
    words = sorted({word for text in texts for word in text.split() if word.isalpha()})
    with path.open('w', encoding='utf-8') as out:
        while out.tell() < MEGABYTES * 10**6:
            text = ' '.join(some.choice(words) if some.random() < 0.1 else word for word in some.choice(texts).split(' '))
            out.write(json.dumps({'text': text}, ensure_ascii=False) + '\n')


def processor_seconds(path, kind):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([ASSAY, 'audit', path, '--kind', kind, *(['--duplicates', 'none'] if kind == 'text' else []), '--threads', '1', '--quiet'],
                   stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, 'texts.jsonl')
    corpus_write(path)
    spent = {kind: [] for kind in ('none', 'text')}
    for _ in range(ROUNDS):
        for kind in spent:
            spent[kind].append(processor_seconds(path, kind))
    table, texts = (statistics.median(spent[kind]) for kind in ('none', 'text'))
    size = path.stat().st_size / 1e6
    print(f'{size:.0f} MB; processor, s: as a table {table:.2f}, as texts {texts:.2f} ({min(spent["text"]):.2f} … {max(spent["text"]):.2f})')
    print(f'all of it {size / texts:.0f} MB/s a core, the figures of texts alone {size / (texts - table):.0f} MB/s')
