/* exact_finish: figures from exact sums. Every figure is a ratio of integers or the square root of one, is computed as such
 * (GMP), and is rounded once, to nearest, ties to even (MPFR). See exact.h.
 *
 * With integers S1 … S4 for Σx … Σx⁴ in units u … u⁴, and
 *     A2 = n S2 - S1²                                   variance = A2 / (n (n - 1)) u²      m2 = A2/n² u²
 *     A3 = n² S3 - 3 n S1 S2 + 2 S1³                                                        m3 = A3/n³ u³
 *     A4 = n³ S4 - 4 n² S1 S3 + 6 n S1² S2 - 3 S1⁴                                          m4 = A4/n⁴ u⁴
 * skewness = ± sqrt(A3² / A2³) and kurtosis = (A4 - 3 A2²) / A2²: the unit and n cancel.
 */
#include "stats/exact.h"
#include "stats/exact_limbs.h"

#include <gmp.h>
#include <math.h>
#include <mpfr.h>
#include <stdlib.h>

/* Bits of a truncated quotient; with its last bit set when anything was cut off, it rounds as the exact one does. */
enum { QUOTIENT_BITS = 66 };

/* GMP ends the process where memory runs out in it. So that a full memory is found here instead: is there room for what one figure takes?
 * Sums of fourth powers of all doubles are under 2 KiB, and no figure holds more than a dozen products of three of them. */
static int room_for_figure(void)
{
	void *volatile room = malloc(128 * 1024);	/* volatile: else the compiler may take it for granted */

	free(room);
	return room ? 0 : -1;
}

static void mpz_from_sum(mpz_t z, const struct exact_sum *s)
{
	struct exact_integer v;

	exact_settled(s, &v);
	mpz_import(z, (size_t)v.count, -1, sizeof *v.limb, 0, 0, v.limb);
	mpz_mul_2exp(z, z, (mp_bitcnt_t)v.first * 32);
	if (v.negative)
		mpz_neg(z, z);
}

static void mpz_from_u64(mpz_t z, uint64_t n)
{
	mpz_import(z, 1, -1, sizeof n, 0, 0, &n);
}

/* x in units of 2^-EXACT_UNIT. */
static void mpz_from_double(mpz_t z, double x)
{
	struct significand a = significand_of(x);

	mpz_from_u64(z, a.m);
	mpz_mul_2exp(z, z, a.e);
	if (a.negative)
		mpz_neg(z, z);
}

/* z 2^exponent, to nearest; infinite where it overflows. */
static double round_integer(const mpz_t z, long exponent)
{
	mpfr_t f;
	double x;

	if (mpz_sgn(z) == 0)
		return 0;
	mpfr_init2(f, (mpfr_prec_t)mpz_sizeinbase(z, 2) + 1);
	mpfr_set_z_2exp(f, z, exponent, MPFR_RNDN);
	x = mpfr_get_d(f, MPFR_RNDN);
	mpfr_clear(f);
	return x;
}

/* How far to shift numerator left so that numerator / denominator has at least `bits` bits. */
static mp_bitcnt_t shift_for(const mpz_t numerator, const mpz_t denominator, size_t bits)
{
	size_t want = bits + mpz_sizeinbase(denominator, 2), have = mpz_sizeinbase(numerator, 2);

	return want > have ? want - have : 0;
}

/* numerator / denominator 2^exponent, to nearest; the denominator is positive. */
static double round_ratio(const mpz_t numerator, const mpz_t denominator, long exponent)
{
	mp_bitcnt_t shift = shift_for(numerator, denominator, QUOTIENT_BITS);
	mpz_t q, r;
	double x;

	mpz_inits(q, r, NULL);
	mpz_mul_2exp(q, numerator, shift);
	mpz_tdiv_qr(q, r, q, denominator);
	if (mpz_sgn(r) != 0 && mpz_even_p(q)) {
		if (mpz_sgn(r) > 0)
			mpz_add_ui(q, q, 1);
		else
			mpz_sub_ui(q, q, 1);
	}
	x = round_integer(q, exponent - (long)shift);
	mpz_clears(q, r, NULL);
	return x;
}

/* sqrt(numerator / denominator) 2^exponent, to nearest; the numerator is not negative, the denominator positive. */
static double round_root(const mpz_t numerator, const mpz_t denominator, long exponent)
{
	mp_bitcnt_t shift = (shift_for(numerator, denominator, (size_t)2 * QUOTIENT_BITS) + 1) & ~(mp_bitcnt_t)1;
	mpz_t q, r;
	bool rest;
	double x;

	mpz_inits(q, r, NULL);
	mpz_mul_2exp(q, numerator, shift);
	mpz_tdiv_qr(q, r, q, denominator);
	rest = mpz_sgn(r) != 0;
	mpz_sqrtrem(q, r, q);
	if ((rest || mpz_sgn(r) != 0) && mpz_even_p(q))
		mpz_add_ui(q, q, 1);
	x = round_integer(q, exponent - (long)(shift / 2));
	mpz_clears(q, r, NULL);
	return x;
}

/* Make power p of `count` sums a multiple of 2^(p t) no longer, t as large as possible: numbers get short. Returns t. */
static long powers_shorten(mpz_t s[], int count)
{
	mp_bitcnt_t t = 4 * EXACT_UNIT;

	for (int p = 1; p <= count; p++) {
		mp_bitcnt_t zeros = mpz_sgn(s[p]) ? mpz_scan1(s[p], 0) / (mp_bitcnt_t)p : t;

		t = zeros < t ? zeros : t;
	}
	for (int p = 1; p <= count; p++)
		mpz_tdiv_q_2exp(s[p], s[p], t * (mp_bitcnt_t)p);
	return (long)t;
}

/* a = n s2 - s1² */
static void second_central(mpz_t a, const mpz_t n, const mpz_t s1, const mpz_t s2)
{
	mpz_mul(a, n, s2);
	mpz_submul(a, s1, s1);
}

/* a = n² s3 - 3 n s1 s2 + 2 s1³ = n (n s3 - s1 s2) - 2 s1 (n s2 - s1²) */
static void third_central(mpz_t a, const mpz_t n, mpz_t s[], const mpz_t a2)
{
	mpz_t t;

	mpz_init(t);
	mpz_mul(t, n, s[3]);
	mpz_submul(t, s[1], s[2]);
	mpz_mul(a, t, n);
	mpz_mul(t, s[1], a2);
	mpz_submul_ui(a, t, 2);
	mpz_clear(t);
}

/* a = n³ s4 - 4 n² s1 s3 + 6 n s1² s2 - 3 s1⁴ = n² (n s4 - 4 s1 s3) + 3 s1² (2 n s2 - s1²) */
static void fourth_central(mpz_t a, const mpz_t n, mpz_t s[])
{
	mpz_t t, square;

	mpz_inits(t, square, NULL);
	mpz_mul(t, s[1], s[3]);
	mpz_mul(a, n, s[4]);
	mpz_submul_ui(a, t, 4);
	mpz_mul(a, a, n);
	mpz_mul(a, a, n);
	mpz_mul(square, s[1], s[1]);
	mpz_mul(t, n, s[2]);
	mpz_mul_2exp(t, t, 1);
	mpz_sub(t, t, square);
	mpz_mul(t, t, square);
	mpz_addmul_ui(a, t, 3);
	mpz_clears(t, square, NULL);
}

/* Skewness and kurtosis, from n, the sums and A2 > 0. */
static void shape_finish(const mpz_t n, mpz_t s[], const mpz_t a2, struct moments_figures *f)
{
	mpz_t a, b, square;

	mpz_inits(a, b, square, NULL);
	mpz_mul(square, a2, a2);
	third_central(a, n, s, a2);
	mpz_mul(b, square, a2);
	f->skewness = mpz_sgn(a) < 0 ? -1 : 1;
	mpz_mul(a, a, a);
	f->skewness *= round_root(a, b, 0);
	fourth_central(b, n, s);
	mpz_submul_ui(b, square, 3);
	f->kurtosis = round_ratio(b, square, 0);
	mpz_clears(a, b, square, NULL);
}

/* Variance and what follows from it; n >= 2. */
static void spread_finish(const mpz_t n, mpz_t s[], long unit, struct moments_figures *f)
{
	mpz_t a2, d;

	mpz_inits(a2, d, NULL);
	second_central(a2, n, s[1], s[2]);
	mpz_mul(d, n, n);
	mpz_sub(d, d, n);
	if (mpz_sgn(a2) >= 0) {
		f->variance = round_ratio(a2, d, 2 * unit);
		f->std = round_root(a2, d, unit);
	}
	if (mpz_sgn(a2) > 0)
		shape_finish(n, s, a2, f);
	mpz_clears(a2, d, NULL);
}

int moments_finish(const struct moments *m, struct moments_figures *f)
{
	mpz_t n, s[5];
	long unit;

	*f = (struct moments_figures){ NAN, NAN, NAN, NAN, NAN, NAN };
	if (!m->n)
		return 0;
	if (room_for_figure() < 0)
		return -1;
	mpz_inits(n, s[0], s[1], s[2], s[3], s[4], NULL);
	mpz_from_u64(n, m->n);
	for (int p = 1; p <= 4; p++)
		mpz_from_sum(s[p], &m->power[p - 1]);
	unit = powers_shorten(s, 4) - EXACT_UNIT;
	f->sum = round_integer(s[1], unit);
	f->mean = round_ratio(s[1], n, unit);
	if (m->n >= 2)
		spread_finish(n, s, unit, f);
	mpz_clears(n, s[0], s[1], s[2], s[3], s[4], NULL);
	return 0;
}

/* c 2^exponent / sqrt(a b): within ±1 where the sums come from data (Cauchy, Schwarz); NaN where a or b is not positive. */
static double round_correlation(mpz_t c, mpz_t a, const mpz_t b, long exponent)
{
	double sign = mpz_sgn(c) < 0 ? -1 : 1;
	mp_bitcnt_t zeros;

	if (mpz_sgn(a) <= 0 || mpz_sgn(b) <= 0)
		return NAN;
	if (mpz_sgn(c) == 0)
		return 0;
	zeros = mpz_scan1(c, 0);
	mpz_tdiv_q_2exp(c, c, zeros);
	mpz_mul(c, c, c);
	mpz_mul(a, a, b);
	return sign * fmin(round_root(c, a, exponent + (long)zeros), 1);
}

int exact_pearson(uint64_t n, const struct exact_sum *x, const struct exact_sum *xx, const struct exact_sum *y,
		  const struct exact_sum *yy, const struct exact_sum *xy, double *r)
{
	mpz_t k, sx[3], sy[3], a, b, c;
	long shift;

	*r = NAN;
	if (n < 2)
		return 0;
	if (room_for_figure() < 0)
		return -1;
	mpz_inits(k, sx[0], sx[1], sx[2], sy[0], sy[1], sy[2], a, b, c, NULL);
	mpz_from_u64(k, n);
	mpz_from_sum(sx[1], x);
	mpz_from_sum(sx[2], xx);
	mpz_from_sum(sy[1], y);
	mpz_from_sum(sy[2], yy);
	mpz_from_sum(c, xy);
	shift = powers_shorten(sx, 2) + powers_shorten(sy, 2);
	/* Σxy need not be a multiple of 2^shift, so it keeps its own unit and the product of the sums is brought to it. */
	mpz_mul(c, c, k);
	mpz_mul(a, sx[1], sy[1]);
	mpz_mul_2exp(a, a, (mp_bitcnt_t)shift);
	mpz_sub(c, c, a);
	second_central(a, k, sx[1], sx[2]);
	second_central(b, k, sy[1], sy[2]);
	*r = round_correlation(c, a, b, -shift);
	mpz_clears(k, sx[0], sx[1], sx[2], sy[0], sy[1], sy[2], a, b, c, NULL);
	return 0;
}

int comoments_pearson(const struct comoments *c, double *r)
{
	return exact_pearson(c->n, &c->x, &c->xx, &c->y, &c->yy, &c->xy, r);
}

/* With class sums S_k of n_k numbers, S = Σ S_k and Q = Σx², eta² = Σ_k (n S_k - n_k S)² / n_k / (n (n Q - S²)): no term is
 * negative, so nothing cancels; only the quotients by n_k are rounded, to ETA_BITS. */
int exact_eta(size_t classes, const uint64_t *count, const struct exact_sum *sum, const struct exact_sum *squares, double *eta)
{
	enum { ETA_BITS = 160 };
	uint64_t total = 0;
	mpz_t n, nk, s, sk, q;
	mpfr_t between, term;

	*eta = NAN;
	if (room_for_figure() < 0)
		return -1;
	mpz_inits(n, nk, s, sk, q, NULL);
	mpfr_inits2(ETA_BITS, between, term, (mpfr_ptr)0);
	mpfr_set_zero(between, 1);
	for (size_t k = 0; k < classes; k++) {
		total += count[k];
		mpz_from_sum(sk, &sum[k]);
		mpz_add(s, s, sk);
	}
	mpz_from_u64(n, total);
	mpz_from_sum(q, squares);
	second_central(q, n, s, q);
	for (size_t k = 0; k < classes && mpz_sgn(q) > 0; k++) {
		if (!count[k])
			continue;
		mpz_from_u64(nk, count[k]);
		mpz_from_sum(sk, &sum[k]);
		mpz_mul(sk, sk, n);
		mpz_submul(sk, nk, s);
		mpz_mul(sk, sk, sk);
		mpfr_set_z(term, sk, MPFR_RNDN);
		mpfr_div_z(term, term, nk, MPFR_RNDN);
		mpfr_add(between, between, term, MPFR_RNDN);
	}
	if (mpz_sgn(q) > 0) {
		mpz_mul(q, q, n);
		mpfr_div_z(between, between, q, MPFR_RNDN);
		mpfr_sqrt(between, between, MPFR_RNDN);
		*eta = fmin(mpfr_get_d(between, MPFR_RNDN), 1);
	}
	mpfr_clears(between, term, (mpfr_ptr)0);
	mpz_clears(n, nk, s, sk, q, NULL);
	return 0;
}

/* With S = Σx, Q = Σx², L = Σ x_i x_{i+1}, times n² above and below:
 * r1 = (n² L - n S (2 S - first - last) + (n - 1) S²) / (n (n Q - S²)) */
int exact_autocorrelation(uint64_t n, const struct exact_sum *x, const struct exact_sum *xx,
			  const struct exact_sum *lagged, double first, double last, double *r1)
{
	mpz_t k, s, q, top, t;

	*r1 = NAN;
	if (n < 2)
		return 0;
	if (room_for_figure() < 0)
		return -1;
	mpz_inits(k, s, q, top, t, NULL);
	mpz_from_u64(k, n);
	mpz_from_sum(s, x);
	mpz_from_sum(q, xx);
	mpz_from_sum(top, lagged);
	mpz_mul(top, top, k);
	mpz_mul_2exp(t, s, 1);
	mpz_submul(top, t, s);
	mpz_from_double(t, first);
	mpz_addmul(top, t, s);
	mpz_from_double(t, last);
	mpz_addmul(top, t, s);
	mpz_mul(top, top, k);
	mpz_mul(t, s, s);
	mpz_sub(top, top, t);
	mpz_addmul(top, t, k);
	second_central(q, k, s, q);
	mpz_mul(q, q, k);
	if (mpz_sgn(q) > 0)
		*r1 = round_ratio(top, q, 0);
	mpz_clears(k, s, q, top, t, NULL);
	return 0;
}

int exact_mean(const struct exact_sum *s, uint64_t n, double *mean)
{
	mpz_t sum, rows;

	*mean = NAN;
	if (n == 0)
		return 0;
	if (room_for_figure() < 0)
		return -1;
	mpz_inits(sum, rows, NULL);
	mpz_from_sum(sum, s);
	mpz_from_u64(rows, n);
	*mean = round_ratio(sum, rows, -(long)EXACT_UNIT);
	mpz_clears(sum, rows, NULL);
	return 0;
}
