/* drift: see drift.h. */
#include "stats/drift.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

/* ---- a sample ---- */

void distribution_of_buckets(struct distribution *d, const struct bucket *b, size_t n)
{
	uint64_t passed = 0;
	bool exact = true;

	memset(d, 0, sizeof *d);
	for (size_t i = 0; i < n; i++) {
		d->count += b[i].count;
		exact &= b[i].low == b[i].high;
	}
	buckets_grid(b, n, d->at, d->at_most, &d->error);
	if (!exact || n > DISTRIBUTION_VALUES)
		return;
	for (size_t i = 0; i < n; i++) {
		d->value[i] = b[i].low;
		d->value_at_most[i] = passed += b[i].count;
	}
	d->values = n;
}

void distribution_divide(struct distribution *d, double unit)
{
	for (size_t i = 0; i < GRID_POINTS; i++)
		d->at[i] /= unit;
	for (size_t i = 0; i < d->values; i++)
		d->value[i] /= unit;
	d->error /= unit;
}

static bool ascending(const double *at, const uint64_t *at_most, size_t n, uint64_t count)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(at[i]) || at_most[i] == 0 || (i > 0 && (at[i] < at[i - 1] || at_most[i] < at_most[i - 1])))
			return false;
	return n == 0 || at_most[n - 1] == count;
}

bool distribution_valid(const struct distribution *d)
{
	return d->count > 0 && d->count <= (uint64_t)1 << 53 && isfinite(d->error) && d->error >= 0 &&
	       ascending(d->at, d->at_most, GRID_POINTS, d->count) && ascending(d->value, d->value_at_most, d->values, d->count);
}

double distribution_std(const struct distribution *d)
{
	double mean = 0, squares = 0, weight, last = 0;
	size_t n = d->values ? d->values : GRID_POINTS - 1;

	for (int round = 0; round < 2; round++) {
		last = 0;
		for (size_t i = 0; i < n; i++) {
			double x = d->values ? d->value[i] : d->at[i] / 2 + d->at[i + 1] / 2, width = d->values ? 0 : d->at[i + 1] - d->at[i];

			weight = d->values ? ((double)d->value_at_most[i] - last) / (double)d->count : 1.0 / (double)n;
			last = d->values ? (double)d->value_at_most[i] : 0;
			if (round == 0)
				mean += weight * x;
			else
				squares += weight * ((x - mean) * (x - mean) + width * width / 12);
		}
	}
	return sqrt(squares);
}

/* How much of a sample is at most x, or below x. */
static struct share exactly(uint64_t part, uint64_t count)
{
	double f = (double)part / (double)count;

	return (struct share){ f, f, f };
}

/* The last of n ascending points that is at most x (below x); n: none. */
static size_t last_point(const double *at, size_t n, double x, bool below)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (below ? at[middle] < x : at[middle] <= x)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : n;
}

/* Between the points k and k + 1, at the part t of the way. Numbers below at[k + 1] are at most its rank, and the one that rounding may add. */
static struct share between(const struct distribution *d, size_t k, double t)
{
	const uint64_t last = d->count - 1, parts = GRID_POINTS - 1;
	uint64_t next = d->at_most[k + 1], rank = last / parts * (k + 1) + last % parts * (k + 1) / parts;
	uint64_t low = d->at_most[k], high = next < rank + 2 ? next : rank + 2, usual = next < rank + 1 ? next : rank + 1;
	double n = (double)d->count;

	high = high > low ? high : low;
	usual = usual > low ? usual : low;
	return (struct share){ (double)low / n, ((double)low + t * ((double)usual - (double)low)) / n, (double)high / n };
}

static struct share share_to(const struct distribution *d, double x, bool below)
{
	size_t n = d->values ? d->values : GRID_POINTS, k = last_point(d->values ? d->value : d->at, n, x, below);

	if (k == n)
		return (struct share){ 0, 0, 0 };
	if (d->values)
		return exactly(d->value_at_most[k], d->count);
	if (k == n - 1 || d->at[k] == x)
		return exactly(d->at_most[k], d->count);
	return between(d, k, (x / 2 - d->at[k] / 2) / (d->at[k + 1] / 2 - d->at[k] / 2));
}

/* ---- two samples ---- */

/* All points of both, ascending. */
struct points {
	double at[2 * GRID_POINTS];
	size_t count;
};

static void points_of(struct points *p, const struct distribution *a, const struct distribution *b)
{
	const double *x = a->values ? a->value : a->at, *y = b->values ? b->value : b->at;
	size_t n = a->values ? a->values : GRID_POINTS, m = b->values ? b->values : GRID_POINTS;

	p->count = 0;
	for (size_t i = 0, j = 0; i < n || j < m; ) {
		double next = j == m || (i < n && x[i] <= y[j]) ? x[i++] : y[j++];

		if (p->count == 0 || p->at[p->count - 1] < next)
			p->at[p->count++] = next;
	}
}

/* The least, usual and greatest |a − b|. */
static struct share apart(struct share a, struct share b)
{
	return (struct share){ fmax(0, fmax(a.low - b.high, b.low - a.high)), fabs(a.middle - b.middle),
			       fmax(a.high - b.low, b.high - a.low) };
}

static struct distance within(struct share s)
{
	return (struct distance){ s.middle, fmax(0, fmax(s.middle - s.low, s.high - s.middle)) };
}

struct distance ks_distance(const struct distribution *a, const struct distribution *b)
{
	struct share most = { 0, 0, 0 };
	struct points p;

	points_of(&p, a, b);
	for (size_t i = 0; i < 2 * p.count; i++) {
		double x = p.at[i / 2];
		struct share d = apart(share_to(a, x, i % 2), share_to(b, x, i % 2));

		most = (struct share){ fmax(most.low, d.low), fmax(most.middle, d.middle), fmax(most.high, d.high) };
	}
	return within(most);
}

/* The mean height of |line| from d to e over a stretch. */
static double mean_height(double d, double e)
{
	if ((d < 0) == (e < 0) || d == 0 || e == 0)
		return (fabs(d) + fabs(e)) / 2;
	return (d * d + e * e) / (2 * (fabs(d) + fabs(e)));
}

struct distance wasserstein_distance(const struct distribution *a, const struct distribution *b)
{
	struct share sum = { 0, 0, 0 };
	struct points p;

	points_of(&p, a, b);
	for (size_t i = 0; i + 1 < p.count; i++) {
		double width = p.at[i + 1] - p.at[i];
		double start = share_to(a, p.at[i], false).middle - share_to(b, p.at[i], false).middle;
		struct share x = share_to(a, p.at[i + 1], true), y = share_to(b, p.at[i + 1], true), d = apart(x, y);

		sum.low += width * d.low;
		sum.middle += width * mean_height(start, x.middle - y.middle);
		sum.high += width * d.high;
	}
	return within(sum);
}

/* ---- bins ---- */

static struct share bin_between(struct share from, struct share to)
{
	return (struct share){ fmax(0, to.low - from.high), fmax(0, to.middle - from.middle), fmax(0, to.high - from.low) };
}

void tenths_make(struct tenths *t, const struct distribution *from, const struct distribution *to)
{
	struct share none = { 0, 0, 0 }, whole = { 1, 1, 1 };
	size_t edges = 0;

	for (size_t k = 10; k < GRID_POINTS - 1; k += 10) {
		double at = from->at[k];
		bool weighty = from->values || from->at[k - 1] == at || from->at[k + 1] == at;

		if (k > 10 && at == from->at[k - 10])
			continue;
		for (int below = weighty ? 1 : 0; below >= 0; below--, edges++) {
			t->edge_a[edges] = share_to(from, at, below);
			t->edge_b[edges] = share_to(to, at, below);
		}
	}
	t->count = edges + 1;
	for (size_t i = 0; i <= edges; i++) {
		t->a[i] = bin_between(i ? t->edge_a[i - 1] : none, i < edges ? t->edge_a[i] : whole);
		t->b[i] = bin_between(i ? t->edge_b[i - 1] : none, i < edges ? t->edge_b[i] : whole);
	}
}

/* ---- shares of bins ---- */

static double psi_term(double p, double q)
{
	return p == q ? 0 : (q - p) * log(q / p);
}

static double js_term(double p, double q)
{
	double m = p / 2 + q / 2;

	return p == q ? 0 : (p > 0 ? p / 2 * log(p / m) : 0) + (q > 0 ? q / 2 * log(q / m) : 0);
}

/* The least, usual and greatest term: it is 0 where p = q and grows away from there. */
static void term_add(struct share *sum, double (*term)(double, double), struct share p, struct share q)
{
	double far = fmax(term(p.low, q.high), term(p.high, q.low));

	sum->low += p.low > q.high ? term(p.low, q.high) : q.low > p.high ? term(p.high, q.low) : 0;
	sum->middle += term(p.middle, q.middle);
	sum->high += fmax(far, term(p.middle, q.middle));
}

/* Half a value in place of none. */
static struct share floored(struct share s, double n)
{
	double least = 0.5 / n;

	return (struct share){ fmax(s.low, least), fmax(s.middle, least), fmax(s.high, least) };
}

/* A divergence by its terms: convex in both shares, which is what the bounds below stand on. */
struct divergence {
	double (*term)(double p, double q), (*by_p)(double p, double q), (*by_q)(double p, double q);
};

static double psi_by_p(double p, double q)
{
	return log(p / q) + 1 - q / p;
}

static double psi_by_q(double p, double q)
{
	return log(q / p) + 1 - p / q;
}

static double js_by_p(double p, double q)
{
	return log(p / (p / 2 + q / 2)) / 2;
}

static double js_by_q(double p, double q)
{
	return js_by_p(q, p);
}

/* A convex sum lies above its tangent plane: the least that it can be when every edge moves as far as it may. */
static double least_by_tangent(const struct tenths *b, const struct divergence *d, double middle)
{
	for (size_t i = 0; i + 1 < b->count; i++) {
		double p = b->a[i].middle, q = b->b[i].middle, r = b->a[i + 1].middle, s = b->b[i + 1].middle;
		struct share x = b->edge_a[i], y = b->edge_b[i];

		middle -= fabs(d->by_p(p, q) - d->by_p(r, s)) * fmax(x.high - x.middle, x.middle - x.low) +
			  fabs(d->by_q(p, q) - d->by_q(r, s)) * fmax(y.high - y.middle, y.middle - y.low);
	}
	return middle;
}

static double corner(const struct share *edge, size_t i, size_t edges, int high)
{
	return i == edges ? 1 : high ? edge[i].high : edge[i].low;
}

/* A convex sum is greatest where every edge is at one of its ends; which, is found from left to right: a term knows two edges only. */
static double greatest_at_ends(const struct tenths *b, const struct divergence *d)
{
	double best[4] = { 0, -INFINITY, -INFINITY, -INFINITY };	/* by the ends of the last edge: bit 0 of a, bit 1 of b */
	size_t edges = b->count - 1;

	for (size_t i = 0; i <= edges; i++) {
		double next[4] = { -INFINITY, -INFINITY, -INFINITY, -INFINITY };

		for (int from = 0; from < 4; from++)
			for (int to = 0; to < 4 && best[from] >= 0; to++) {
				double p = corner(b->edge_a, i, edges, to & 1) - (i ? corner(b->edge_a, i - 1, edges, from & 1) : 0);
				double q = corner(b->edge_b, i, edges, to & 2) - (i ? corner(b->edge_b, i - 1, edges, from & 2) : 0);

				next[to] = fmax(next[to], best[from] + d->term(p, q));
			}
		memcpy(best, next, sizeof best);
	}
	return fmax(fmax(best[0], best[1]), fmax(best[2], best[3]));
}

/* Narrow what bins that know nothing of each other leave open; only where no bin can be (nearly) empty, as terms are not convex there. */
static struct share narrowed(struct share sum, const struct tenths *b, const struct divergence *d, double least_a, double least_b)
{
	for (size_t i = 0; i < b->count; i++)
		if (!(b->a[i].low > least_a && b->b[i].low > least_b))
			return sum;
	sum.low = fmax(sum.low, least_by_tangent(b, d, sum.middle));
	sum.high = fmin(sum.high, fmax(sum.middle, greatest_at_ends(b, d)));
	return sum;
}

static struct share psi_sum(const struct share *a, const struct share *b, size_t k, double na, double nb)
{
	struct share sum = { 0, 0, 0 };

	for (size_t i = 0; i < k; i++)
		if (a[i].high > 0 || b[i].high > 0)	/* a bin that is empty on both sides says nothing */
			term_add(&sum, psi_term, floored(a[i], na), floored(b[i], nb));
	return sum;
}

static struct share js_sum(const struct share *a, const struct share *b, size_t k)
{
	struct share sum = { 0, 0, 0 };

	for (size_t i = 0; i < k; i++)
		term_add(&sum, js_term, a[i], b[i]);
	return sum;
}

/* The square root, to base 2. */
static double js_root(double divergence)
{
	return sqrt(fmin(1, fmax(0, divergence) / M_LN2));
}

static struct distance js_within(struct share sum)
{
	return within((struct share){ js_root(sum.low), js_root(sum.middle), js_root(sum.high) });
}

struct distance psi_distance(const struct share *a, const struct share *b, size_t k, double na, double nb)
{
	return within(psi_sum(a, b, k, na, nb));
}

struct distance js_distance(const struct share *a, const struct share *b, size_t k)
{
	return js_within(js_sum(a, b, k));
}

struct distance tenths_psi(const struct tenths *b, double na, double nb)
{
	static const struct divergence psi = { psi_term, psi_by_p, psi_by_q };

	return within(narrowed(psi_sum(b->a, b->b, b->count, na, nb), b, &psi, 0.5 / na, 0.5 / nb));
}

struct distance tenths_js(const struct tenths *b)
{
	static const struct divergence js = { js_term, js_by_p, js_by_q };

	return js_within(narrowed(js_sum(b->a, b->b, b->count), b, &js, 0, 0));
}

double drift_cramers_v(const uint64_t *a, const uint64_t *b, size_t k)
{
	double na = 0, nb = 0, chi = 0;

	for (size_t i = 0; i < k; i++) {
		na += (double)a[i];
		nb += (double)b[i];
	}
	for (size_t i = 0; i < k; i++) {
		double both = (double)a[i] + (double)b[i], d = (double)a[i] * nb - (double)b[i] * na;

		if (both > 0)	/* (a − E)²/E + (b − E')²/E' with the expected counts put in */
			chi += d / na * (d / nb) / both;
	}
	return fmin(1, sqrt(chi / (na + nb)));
}

/* ---- chance ---- */

double drift_alpha(size_t columns)
{
	return fmin(0.001, 0.05 / (double)(columns ? columns : 1));
}

/* Quantile 1 − α of χ² with k − 1 degrees of freedom. */
static double chi_square_by_chance(size_t k, double alpha)
{
	return gsl_cdf_chisq_Qinv(alpha, k > 1 ? (double)(k - 1) : 1);
}

double ks_by_chance(double na, double nb, double alpha)
{
	return sqrt(-log(alpha / 2) / 2) * sqrt(1 / na + 1 / nb);
}

double psi_by_chance(size_t k, double na, double nb, double alpha)
{
	return chi_square_by_chance(k, alpha) * (1 / na + 1 / nb);
}

double cramers_v_by_chance(size_t k, double na, double nb, double alpha)
{
	return sqrt(chi_square_by_chance(k, alpha) / (na + nb));
}

double share_by_chance(double a, double b, double na, double nb, double alpha)
{
	double p = (a * na + b * nb) / (na + nb);

	return gsl_cdf_ugaussian_Qinv(alpha / 2) * sqrt(fmax(0, p * (1 - p)) * (1 / na + 1 / nb));
}

bool drift_certain(struct distance d, double by_chance, double effect)
{
	double certain = d.value - d.error;

	return certain > by_chance && certain > effect;
}
