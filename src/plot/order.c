/* order: what goes together side by side: the leaves of an average linkage on 1-|r|; see plot_order in plot.h.
 *
 * Each cluster is a list of leaves. The two nearest are joined, n-1 times, ends that are alike towards each other; of equal
 * distances the first counts. Sokal & Michener 1958, "A statistical method for evaluating systematic relationships" (UPGMA). n is
 * small, so all pairs are looked at each time.
 */
#include "plot/plot.h"

#include <math.h>
#include <stdlib.h>

struct cluster {
	size_t head, tail, size;	/* size 0: joined to another */
};

struct linkage {
	const double *values;
	size_t n;
	double *distance;		/* n × n, of clusters */
	struct cluster *clusters;
	size_t *next;			/* of a leaf in its cluster */
};

static double leaf_distance(const struct linkage *l, size_t a, size_t b)
{
	double r = a < b ? l->values[a * l->n + b] : l->values[b * l->n + a];

	return isnan(r) ? 1 : 1 - fmin(1, fabs(r));
}

static void reverse(struct linkage *l, struct cluster *c)
{
	size_t at = c->head, before = SIZE_MAX, next;

	for (;;) {
		next = l->next[at];
		l->next[at] = before;
		if (at == c->tail)
			break;
		before = at;
		at = next;
	}
	c->tail = c->head;
	c->head = at;
}

/* Turn both so that the ends that meet are as near as can be; as they are when none is nearer. */
static void turn(struct linkage *l, struct cluster *a, struct cluster *b)
{
	double ends[4] = { leaf_distance(l, a->tail, b->head), leaf_distance(l, a->tail, b->tail),
		leaf_distance(l, a->head, b->head), leaf_distance(l, a->head, b->tail) };
	int best = 0;

	for (int i = 1; i < 4; i++)
		if (ends[i] < ends[best])
			best = i;
	if (best & 2)
		reverse(l, a);
	if (best & 1)
		reverse(l, b);
}

/* The distance of a joined cluster is the mean over its leaves. */
static void join(struct linkage *l, size_t i, size_t j)
{
	struct cluster *a = &l->clusters[i], *b = &l->clusters[j];
	double of_a = (double)a->size, of_b = (double)b->size;

	turn(l, a, b);
	l->next[a->tail] = b->head;
	a->tail = b->tail;
	a->size += b->size;
	b->size = 0;
	for (size_t k = 0; k < l->n; k++) {
		double d = (of_a * l->distance[i * l->n + k] + of_b * l->distance[j * l->n + k]) / (of_a + of_b);

		l->distance[i * l->n + k] = l->distance[k * l->n + i] = d;
	}
}

static void join_nearest(struct linkage *l)
{
	size_t a = 0, b = 0;
	double least = INFINITY;

	for (size_t i = 0; i < l->n; i++) {
		if (l->clusters[i].size == 0)
			continue;
		for (size_t j = i + 1; j < l->n; j++) {
			if (l->clusters[j].size == 0 || l->distance[i * l->n + j] >= least)
				continue;
			least = l->distance[i * l->n + j];
			a = i;
			b = j;
		}
	}
	join(l, a, b);
}

static void link_all(struct linkage *l, size_t *order)
{
	struct cluster *all = &l->clusters[0];

	for (size_t i = 0; i < l->n; i++) {
		l->clusters[i] = (struct cluster){ i, i, 1 };
		l->next[i] = SIZE_MAX;
		for (size_t j = 0; j < l->n; j++)
			l->distance[i * l->n + j] = leaf_distance(l, i, j);
	}
	for (size_t i = 1; i < l->n; i++)
		join_nearest(l);
	if (all->head > all->tail)
		reverse(l, all);
	for (size_t i = 0, at = all->head; i < l->n; i++, at = l->next[at])
		order[i] = at;
}

void plot_order(const double *values, size_t n, size_t *order)
{
	struct linkage l = { .values = values, .n = n };

	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (n < 3 || n > PLOT_ORDER_MOST)
		return;
	l.distance = malloc(n * n * sizeof *l.distance);
	l.clusters = malloc(n * sizeof *l.clusters);
	l.next = malloc(n * sizeof *l.next);
	if (l.distance && l.clusters && l.next)
		link_all(&l, order);
	free(l.distance);
	free(l.clusters);
	free(l.next);
}
