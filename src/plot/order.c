/* order: columns of a heat map so that those which go together stand side by side. See plot.h.
 *
 * Average linkage: of all clusters the two nearest are joined, the distance to the joined one is the mean by size (Lance and Williams 1967). O(n³).
 */
#include "plot/plot.h"

#include <math.h>
#include <stdlib.h>

struct cluster {
	size_t first, last, size;	/* a list of leaves through next[] */
	bool gone;
};

static void nearest_two(const struct cluster *cluster, const double *distance, size_t n, size_t *x, size_t *y)
{
	double least = INFINITY;

	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n && !cluster[i].gone; j++) {
			if (cluster[j].gone || distance[i * n + j] >= least)
				continue;
			least = distance[i * n + j];
			*x = i;
			*y = j;
		}
	}
}

static void join(struct cluster *cluster, double *distance, size_t *next, size_t n, size_t x, size_t y)
{
	double a = (double)cluster[x].size, b = (double)cluster[y].size;

	for (size_t k = 0; k < n; k++)
		if (k != x && k != y)
			distance[x * n + k] = distance[k * n + x] = (a * distance[x * n + k] + b * distance[y * n + k]) / (a + b);
	next[cluster[x].last] = cluster[y].first;
	cluster[x].last = cluster[y].last;
	cluster[x].size += cluster[y].size;
	cluster[y].gone = true;
}

void plot_order(const double *values, size_t n, size_t *order)
{
	double *distance = n && n <= PLOT_ORDER_MOST ? malloc(n * n * sizeof *distance) : NULL;
	struct cluster *cluster = calloc(n + 1, sizeof *cluster);
	size_t *next = malloc((n + 1) * sizeof *next);

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (distance && cluster && next) {
		for (size_t i = 0; i < n * n; i++)
			distance[i] = isfinite(values[i]) ? 1 - fabs(values[i]) : 1;
		for (size_t i = 0; i < n; i++)
			cluster[i] = (struct cluster){ i, i, 1, false };
		for (size_t left = n; left > 1; left--) {
			size_t x = 0, y = 1;

			nearest_two(cluster, distance, n, &x, &y);
			join(cluster, distance, next, n, x, y);
		}
		for (size_t i = 0, leaf = cluster[0].first; i < n; i++) {
			order[i] = leaf;
			leaf = i + 1 < n ? next[leaf] : leaf;
		}
	}
	free(distance);
	free(cluster);
	free(next);
}
