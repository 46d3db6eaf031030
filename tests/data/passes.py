#!/usr/bin/env python3
"""What --fast says is true: within its bound of figures that were computed here, from the rows, in exact fractions: passes.py ASSAY"""
import fractions, json, math, pathlib, random, statistics, sys, tempfile

from tap import audit, column, main

ROWS = 60000


def columns(rng):
    """Columns of more values than are counted one by one, of all sorts of shapes; and one of few."""
    return {
        'normal': [rng.gauss(100, 15) for _ in range(ROWS)],
        'far': [1e9 + rng.random() for _ in range(ROWS)],
        'wild': [rng.uniform(-1, 1) * 10 ** rng.randint(-150, 150) for _ in range(ROWS)],
        'around': [rng.gauss(0, 1e-3) for _ in range(ROWS)],
        'counts': [rng.randint(0, 10 ** 9) for _ in range(ROWS)],
        'few': [rng.randint(-5, 20) for _ in range(ROWS)],
    }


def quantile(ordered, p):
    """R type 7, in fractions."""
    h = p * (len(ordered) - 1)
    low = ordered[math.floor(h)]
    return low + (h - math.floor(h)) * (ordered[math.ceil(h)] - low)


def within(report, name, leaf, want):
    of = column(report, name)
    got = of['numeric'][leaf]
    error = of.get('approximate', {}).get(f'numeric.{leaf}', {}).get('error', 0)
    slack = abs(want) * fractions.Fraction(1, 10 ** 12)      # both are rounded to doubles
    assert abs(fractions.Fraction(got) - want) <= fractions.Fraction(error) + slack, f'{name}.{leaf}: {got} ± {error}, it is {float(want)}'
    return error


def test_figures_are_within_their_bounds():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 't.csv')
        data = columns(random.Random(11))
        path.write_text('\n'.join([','.join(data), *(','.join(map(repr, row)) for row in zip(*data.values()))]) + '\n')
        fast, full = audit(path, '--fast'), audit(path)
        for name, values in data.items():
            exact = sorted(map(fractions.Fraction, values))
            n, total = len(exact), sum(exact)
            variance = (sum(x * x for x in exact) - total * total / n) / (n - 1)
            errors = [within(fast, name, 'sum', total), within(fast, name, 'mean', total / n), within(fast, name, 'variance', variance)]
            # The root of a fraction to more digits than a double has.
            scale = 10 ** 400
            errors.append(within(fast, name, 'std', fractions.Fraction(math.isqrt(int(variance * scale * scale)), scale)))
            errors += [within(fast, name, f'p{p}', quantile(exact, fractions.Fraction(p, 100))) for p in (1, 5, 25, 50, 75, 95, 99)]
            median = quantile(exact, fractions.Fraction(1, 2))
            errors.append(within(fast, name, 'mad', statistics.median(abs(x - median) for x in exact)))
            errors.append(within(fast, name, 'low_fence', quantile(exact, fractions.Fraction(1, 4)) * fractions.Fraction(5, 2) -
                                 quantile(exact, fractions.Fraction(3, 4)) * fractions.Fraction(3, 2)))
            assert (max(errors) > 0) == (name != 'few'), f'{name}: which figures are approximate?'
            of = column(fast, name)['numeric']
            assert (of['count'], of['min'], of['max']) == (n, float(exact[0]), float(exact[-1]))
            assert of['negatives'] == sum(x < 0 for x in exact)
            assert errors[0] == 0 or of['mean'] == 0 or name in ('wild', 'around') or errors[1] < abs(of['mean']) / 100, f'{name}: a bound that says nothing'
        few, want = column(fast, 'few')['numeric'], column(full, 'few')['numeric']
        assert few == {k: few[k] and v for k, v in want.items()} and few['histogram'] and few['outlier_rows'] is not None and few['skewness'] is not None


def test_the_report_says_what_is_missing():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 't.csv')
        data = columns(random.Random(12))
        path.write_text('\n'.join([','.join(data), *(','.join(map(repr, row)) for row in zip(*data.values()))]) + '\n')
        fast, full = audit(path, '--fast'), audit(path)
        assert 'fast' not in full['run'] and 'skipped' not in full['verdict']
        approximate, missing = fast['run']['fast']['approximate'], fast['run']['fast']['missing']
        assert {'representativeness.mean', 'representativeness.p50'} <= set(approximate)
        assert {'uniqueness.duplicate_rows', 'correlation.pearson', 'correlation.spearman', 'representativeness.skewness', 'diversity.top'} <= set(missing)
        assert 'pairs' not in fast['dimensions']['correlation'] and full['dimensions']['correlation']['pairs']
        text = json.dumps(fast)
        assert text.count('skipped by --fast') >= len(missing) - 12      # pairs are left out, groups that are null as a whole say it once
        assert fast['verdict']['skipped'] == sum(r['outcome'] == 'skipped' for r in fast['rules']) > 5
        assert fast['verdict']['exit'] == 0 and not fast['not_evaluated']


def test_threads_and_fast():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 't.csv')
        data = columns(random.Random(13))
        path.write_text('\n'.join([','.join(data), *(','.join(map(repr, row)) for row in zip(*data.values()))]) + '\n')
        assert audit(path, '--fast', '--threads', 1) == audit(path, '--fast', '--threads', 4)


def test_without_rows_nothing_is_left_out():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, 't.csv')
        path.write_text('a,b\n')
        assert audit(path, '--fast') == audit(path)


main(sys.modules[__name__])
