#!/usr/bin/env python3
"""Writes the powers of ten that decimal.c takes: powers_of_ten.py OUTPUT

10^k = g * 2^r with 2^127 <= g < 2^128, rounded up where it is not exact, for -292 <= k <= 324; high and low half."""
import sys

LEAST, MOST = -292, 324

with open(sys.argv[1], 'w') as to:
    to.write('/* Made by powers_of_ten.py. */\n#include "base/decimal_powers.h"\n\nconst uint64_t powers_of_ten[][2] = {\n')
    for k in range(LEAST, MOST + 1):
        if k >= 0:
            shift = (10 ** k).bit_length() - 128
            g = -(-10 ** k >> shift) if shift > 0 else 10 ** k << -shift
        else:
            g, shift = 0, (10 ** -k).bit_length() + 127
            g = -(-(1 << shift) // 10 ** -k)
            if g >> 128:
                g = -(-(1 << shift - 1) // 10 ** -k)
        assert g >> 127 == 1
        to.write(f'\t{{ 0x{g >> 64:016x}, 0x{g & (1 << 64) - 1:016x} }},\n')
    to.write('};\n')
