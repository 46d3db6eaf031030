#!/usr/bin/env python3
"""Make the samples again, byte for byte: python3 samples/make.py. Every planted defect is listed in README.md beside this file."""
import json, pathlib, random

here = pathlib.Path(__file__).parent
rng = random.Random(20260131)


def orders():
    """300 orders of a small shop."""
    rows = []
    price = {'tea': 4.5, 'coffee': 7.25, 'cup': 12.0, 'pot': 34.9}
    for i in range(300):
        day, hour = divmod(i * 7, 24)
        product = rng.choice(list(price))
        quantity = rng.randint(1, 6)
        unit = round(price[product] * rng.uniform(0.95, 1.05), 2)
        rows.append({
            'order_id': f'A-{1000 + i}',
            'ordered_at': f'2025-{10 + day // 31:02d}-{1 + day % 31 if day < 62 else 1 + (day - 62) % 30:02d}T{hour:02d}:15:00Z',
            'customer': f'{rng.randint(1, 80):05d}',
            'country': rng.choice(['DE', 'DE', 'DE', 'AT', 'CH']),
            'product': product,
            'quantity': str(quantity),
            'unit_price': f'{unit:.2f}',
            'total': f'{quantity * unit:.2f}',
            'total_cents': f'{round(quantity * unit * 100)}',
            'weight_g': str(rng.randint(150, 900)),
            'currency': 'EUR',
            'rating': '' if rng.random() < 0.45 else str(rng.randint(1, 5)),
            'delivered': f'{rng.randint(1, 12):02d}/{rng.randint(1, 12):02d}/2025',
            'comment': rng.choice(['', 'fast', 'as described', 'will buy again', 'gift']),
        })
    rows[40]['quantity'] = 'two'                                    # odd cell
    for i in (12, 77, 140, 141, 200, 260):
        rows[i]['weight_g'] = '-999'                                # disguised missing
    for i in (30, 31, 90, 150, 222):
        rows[i]['country'] = 'de'                                   # case variant
    rows[100]['order_id'] = rows[99]['order_id']                    # duplicate key
    rows[180] = dict(rows[179])                                     # duplicate row (and key)
    rows[250]['ordered_at'] = '2031-01-01T00:00:00Z'                # future
    rows[55]['comment'] = 'sch\u00c3\u00b6n'.replace('\u00c3\u00b6', '\u00c3\u0083\u00c2\u00b6')   # mojibake
    rows[56]['comment'] = ' padded '
    rows[57]['comment'] = 'bell\x07'
    rows[58]['comment'] = 'lost \ufffd'
    header = list(rows[0])
    lines = [','.join(header)]
    for row in rows:
        lines.append(','.join(f'"{v}"' if ',' in v or v != v.strip() else v for v in row.values()))
    data = [line.encode() for line in lines]
    data[70] = b','.join(data[70].split(b',')[:-2])                 # ragged: two fields short
    data[71] = data[71].replace(b'EUR', b'EUR,,')                   # ragged: two fields too many
    data[120] = data[120].replace(b',EUR,', b',"EUR"x,')            # text behind a closing quote
    data[121] = data[121].replace(b',EUR,', b',EU\xff,')            # not UTF-8
    (here / 'orders.csv').write_bytes(b'\n'.join(data) + b'\n')


def chat():
    """80 conversations, as fine-tuning data comes."""
    records = []
    for i in range(80):
        topic = rng.choice(['billing', 'delivery', 'returns'])
        records.append({
            'id': f'c{i:03d}',
            'created_at': 1754000000 + i * 5400,
            'topic': topic,
            'language': 'en',
            'messages': [{'role': 'user', 'content': f'Question {i} about {topic}?'},
                         {'role': 'assistant', 'content': f'Here is what we know about {topic}, case {i}.'}],
            'quality': {'score': round(rng.uniform(2, 5), 1), 'rater': rng.choice(['r1', 'r2'])},
        })
    records[20]['quality']['score'] = None                          # JSON null
    del records[21]['quality']                                      # absent keys
    records[22]['messages'] = []                                    # nothing said
    records[33]['id'] = records[32]['id']                           # duplicate key
    records[50] = json.loads(json.dumps(records[49]))               # duplicate record
    records[60]['created_at'] = 1924992000                          # in 2031
    records[61]['topic'] = 'Billing'                                # case variant
    records[79]['reviewed'] = True                                  # a key that comes late
    lines = [json.dumps(r, ensure_ascii=False) for r in records]
    lines[10] = lines[10][:-9]                                      # cut off
    lines[11] = lines[11].replace('"topic"', "'topic'")             # single quotes
    (here / 'chat.jsonl').write_text('\n'.join(lines) + '\n')


def predictions():
    """400 predictions of a three-class model."""
    rows = []
    for i in range(400):
        label = 'cat' if i % 20 < 13 else 'dog' if i % 20 < 19 else 'hen'
        predicted = label
        if label == 'hen' and rng.random() < 0.8:
            predicted = 'cat'                                       # a class that the model misses
        elif rng.random() < 0.05:
            predicted = 'dog' if label == 'cat' else 'cat'
        size = {'cat': 30, 'dog': 55, 'hen': 25}[label] + rng.gauss(0, 4)
        rows.append([str(i), label, predicted, f'{size:.1f}', f'{size * 2.54 + rng.gauss(0, 0.05):.1f}', f'{rng.gauss(0, 1):.3f}'])
    rows[5][1] = ''                                                 # no label
    rows[200][3:] = rows[201][3:]                                   # equal features …
    rows[200][1], rows[201][1] = 'cat', 'dog'                       # … different labels
    rows[300][5] = '95.000'                                         # outlier
    (here / 'predictions.csv').write_text('\n'.join(['id,label,predicted,size_in,size_cm,noise'] + [','.join(r) for r in rows]) + '\n')


orders()
chat()
predictions()
