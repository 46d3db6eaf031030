/* hll: see hll.h. The estimator is algorithm 6 of Ertl 2017 (arXiv:1702.01284), with q = 64 - HLL_BITS. */
#include "stats/hll.h"

#include <math.h>
#include <string.h>

void hll_merge(struct hll *into, const struct hll *from)
{
	for (size_t i = 0; i < HLL_REGISTERS; i++)
		into->rank[i] = into->rank[i] > from->rank[i] ? into->rank[i] : from->rank[i];
}

/* σ(x) = x + Σ_{k>=1} x^(2^k) 2^(k-1); x = 1 (no register is used) gives infinity. Ends when a term no longer counts. */
static double sigma(double x)
{
	double y = 1, z = x, before;

	if (x >= 1)
		return INFINITY;
	do {
		x *= x;
		before = z;
		z += x * y;
		y += y;
	} while (z > before);
	return z;
}

/* τ(x) = (1 - x - Σ_{k>=1} (1 - x^(2^-k))² 2^-k) / 3. */
static double tau(double x)
{
	double y = 1, z = 1 - x, before;

	if (x <= 0 || x >= 1)
		return 0;
	do {
		x = sqrt(x);
		before = z;
		y /= 2;
		z -= (1 - x) * (1 - x) * y;
	} while (z < before);
	return z / 3;
}

double hll_count(const struct hll *h)
{
	const double m = HLL_REGISTERS;
	uint32_t registers_with[HLL_RANK_MAX + 1] = { 0 };
	double z;

	for (size_t i = 0; i < HLL_REGISTERS; i++)
		registers_with[h->rank[i]]++;
	z = m * tau(1 - registers_with[HLL_RANK_MAX] / m);
	for (int k = HLL_Q; k >= 1; k--)
		z = 0.5 * (z + registers_with[k]);
	z += m * sigma(registers_with[0] / m);
	return m * m / (2 * M_LN2 * z);
}

double hll_error(void)
{
	return 1.04 / sqrt(HLL_REGISTERS);
}

void hll_save(const struct hll *h, struct blob *b)
{
	blob_put_bytes(b, h->rank, sizeof h->rank);
}

int hll_load(struct hll *h, struct blob *b)
{
	size_t n;
	const uint8_t *rank = blob_get_bytes(b, &n);

	if (!rank || n != sizeof h->rank)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (rank[i] > HLL_RANK_MAX)
			return -1;
	memcpy(h->rank, rank, n);
	return 0;
}
