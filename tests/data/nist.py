#!/usr/bin/env python3
"""NIST StRD, univariate summary statistics: certified mean, standard deviation and lag-1 autocorrelation: nist.py ASSAY

The log relative error is −log10 |got − certified| / |certified|, at most 15 (what NIST certifies). All sets must reach 13 digits of the
mean and 12 of the standard deviation; sums here are exact and rounded once, so they reach what the decimal data allow.
"""
import json, math, sys

from tap import audit, column, data, main


def digits(got, want):
    return 15.0 if got == want else min(15.0, -math.log10(abs(got - want) / abs(want))) if want else 15.0


def certify(name, low=(13, 12, 11)):
    want = json.loads(data('nist', 'nist_univariate.truth.json').read_text())[name]
    report = audit(data('nist', f'{name}.csv'))
    got = report['columns'][0]['numeric']
    assert got['count'] == want['n'], f'{got["count"]} numbers, wanted {want["n"]}'
    reached = []
    for figure, key, least in zip(('mean', 'std', 'autocorrelation'), ('mean', 'sd', 'r1'), low):
        certified = want.get(f'cert_{key}') or want[f'exact_{key}']
        reached.append(digits(got[figure], float(certified)))
        assert reached[-1] >= least, f'{figure}: {got[figure]!r} against {certified}: {reached[-1]:.1f} digits'
    print(f'# {name}: digits of mean {reached[0]:.1f}, std {reached[1]:.1f}, autocorrelation {reached[2]:.1f}')


def test_Lew(): certify('Lew')
def test_Lottery(): certify('Lottery')
def test_Mavro(): certify('Mavro')
def test_Michelso(): certify('Michelso')
def test_NumAcc1(): certify('NumAcc1')
def test_NumAcc2(): certify('NumAcc2')
def test_NumAcc3(): certify('NumAcc3', (13, 8, 8))
def test_NumAcc4(): certify('NumAcc4', (13, 7, 7))
def test_PiDigits(): certify('PiDigits')


main(sys.modules[__name__])
