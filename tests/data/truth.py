#!/usr/bin/env python3
"""Real tables against figures that pandas, scipy and numpy computed (NAME.truth.json), to 12 significant digits: truth.py ASSAY"""
import collections, json, operator, random, sys

from tap import Skip, assay, audit, close, column, data, main, pair

NUMERIC = {'count': 'count', 'min': 'min', 'max': 'max', 'mean': 'mean', 'std': 'std', 'skewness_g1': 'skewness',
           'kurtosis_excess_g2': 'kurtosis', 'iqr': 'iqr', 'mad': 'mad', 'zeros': 'zeros', 'negatives': 'negatives',
           'tukey_outliers': 'outliers'}
CLASSES = {'entropy': 'entropy', 'normalised_entropy': 'entropy_normalised', 'imbalance_ratio': 'imbalance_ratio'}


def compare_column(got, want, name):
    """Every figure that the truth has of a column; returns how many."""
    close(got['missing']['count'], want['missing'], what=f'{name}.missing')
    close(got['distinct'], want['distinct'], what=f'{name}.distinct')
    n = 2
    for theirs, ours in NUMERIC.items():
        if theirs in want:
            close(got['numeric'][ours], want[theirs], what=f'{name}.{ours}')
            n += 1
    for p, value in want.get('quantiles', {}).items():
        close(got['numeric'][p], value, what=f'{name}.{p}')
        n += 1
    for theirs, ours in CLASSES.items():
        if theirs in want and got['classes']:
            close(got['classes'][ours], want[theirs], what=f'{name}.{ours}')
            n += 1
    if 'counts' in want:
        top = {v['value']: v['count'] for v in got['classes']['counts']} if got['classes'] else {v['value']: v['count'] for v in got['top']}
        assert {k.lower(): v for k, v in top.items()} == {k.lower(): v for k, v in want['counts'].items()}, f'{name}: {top}'
        n += len(top)
    known = set(NUMERIC) | set(CLASSES) | {'missing', 'distinct', 'quantiles', 'counts'}
    assert not set(want) - known, f'{name}: figures that this test does not know: {set(want) - known}'
    return n


def compare(name, label):
    want = json.loads(data(f'{name}.truth.json').read_text())
    report = audit(data(f'{name}.csv'), '--label', label)
    n = 0
    for got, theirs in ((report['dataset']['rows'], 'rows'), (report['dataset']['columns'], 'columns'),
                        (report['dimensions']['completeness']['missing_cells'], 'missing_cells'),
                        (report['dimensions']['completeness']['rows_with_missing'], 'rows_with_missing'),
                        (report['dimensions']['uniqueness']['duplicate_rows'], 'duplicate_rows'),
                        (report['dimensions']['accuracy']['conflicting_groups'], 'conflicting_label_groups')):
        assert got == want[theirs], f'{theirs}: {got}, wanted {want[theirs]}'
        n += 1
    assert [c['name'] for c in report['columns']] == list(want['column'])
    for c in report['columns']:
        n += compare_column(c, want['column'][c['name']], c['name'])
    for kind, leaf in (('pearson', 'r'), ('spearman', 'r'), ('cramers_v', 'v')):
        for names, value in want[kind].items():
            x, y = names.split('|')
            close(pair(report, x, y)[kind][leaf], value, what=f'{kind} {names}')
            n += 1
    for x, value in want['vif_complete_rows'].items():
        if x == 'n':
            continue
        close(column(report, x)['numeric']['vif'], value, what=f'vif {x}')
        n += 1
    for x, value in want['eta_with_label'].items():
        close(pair(report, label, x)['eta']['eta'], value, what=f'eta {x}')
        n += 1
    assert n > 50
    print(f'# {name}: {n} figures compared')


def test_titanic():
    compare('titanic', 'survived')


def test_penguins():
    compare('penguins', 'species')


def test_mpg():
    compare('mpg', 'origin')


def test_taxis():
    compare('taxis', 'payment')


def test_mnist_labels():
    want = json.loads(data('mnist.truth.json').read_text())
    report = audit(data('mnist.csv'), '--label', 'label', '--pred', 'predicted', '--id', 'id')
    got = report['dimensions']['accuracy']['labels']
    assert report['dataset']['rows'] == want['rows']
    for figure in ('accuracy', 'balanced_accuracy', 'kappa', 'mcc', 'f1_macro'):
        close(got[figure], want[figure], what=figure)
    close(got['accuracy_low'], want['wilson_95'][0], what='Wilson, low')
    close(got['accuracy_high'], want['wilson_95'][1], what='Wilson, high')
    assert got['confusion']['counts'] == want['confusion_rows_true_columns_predicted']
    classes = {c['class']: c for c in report['dimensions']['accuracy']['classes']}
    for figure in ('precision', 'recall', 'f1'):
        for k in range(want['classes']):
            close(classes[str(k)][figure], want[figure][k], what=f'{figure} of {k}')


def test_labels_of_many_numbers():
    """500 numbers are no categories, but they are classes where they are the label: agreement and Cohen's kappa, counted here."""
    rng = random.Random(7)
    truth = [rng.randrange(500) for _ in range(4000)]
    said = [y if rng.random() < .7 else rng.randrange(500) for y in truth]
    lines = ['y,said', *(f'{y},{p}' for y, p in zip(truth, said))]
    got = audit('-', '--label', 'y', '--pred', 'said', stdin='\n'.join(lines).encode())['dimensions']['accuracy']['labels']
    n, hits, of_truth, of_said = len(truth), sum(map(operator.eq, truth, said)), collections.Counter(truth), collections.Counter(said)
    chance = sum(of_truth[k] * of_said[k] for k in of_truth) / n ** 2
    assert (got['compared'], got['disagreements']) == (n, n - hits)
    close(got['accuracy'], hits / n, what='accuracy')
    close(got['kappa'], (hits / n - chance) / (1 - chance), what='kappa')


main(sys.modules[__name__])
