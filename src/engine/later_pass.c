/* later_pass: see later_pass.h. */
#include "engine/later_pass.h"

#include "analyse/column_type.h"
#include "analyse/correlation.h"

#include <pthread.h>
#include <stdlib.h>

enum { WINDOW = 8 };	/* blocks a worker may be ahead of the fold */

struct run {
	struct later_pass *pass;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool *wanted;			/* columns to be read; NULL: all */
	size_t blocks, taken, folded;
	struct state_set *waiting;	/* ordered states of finished blocks, by block modulo `window` */
	bool *finished;
	size_t window;
	bool failed;
	struct err err;
};

struct worker {
	struct run *run;
	struct state_set own, *exact;	/* the first worker fills the pass's */
	pthread_t thread;
	bool running, caller;
};

/* A number as the analyses want it: epochs in microseconds, day/month dates in the order that the whole column told. */
static int units_prepare(struct batch *b, struct column *c, const struct column_info *info)
{
	double *number;

	if (!c->number || (!info->epoch && info->order != ORDER_MDY))
		return 0;
	number = arena_take(&b->arena, b->rows * sizeof *number);
	if (!number)
		return -1;
	for (size_t r = 0; r < b->rows; r++)
		number[r] = column_time_or_number(info, c->kind[r], c->number[r]);
	c->number = number;
	return 0;
}

/* A label or prediction of many numbers has classes, too, though it is no category. */
static int codes_prepare(struct batch *b, struct column *c, const struct plan *plan, size_t at)
{
	const struct column_info *info = &plan->column[at];
	uint32_t *code;

	if (!info->dictionary || !(info->categorical || at == plan->label || at == plan->pred))
		return 0;
	code = arena_take(&b->arena, b->rows * sizeof *code);
	if (!code)
		return -1;
	for (size_t r = 0; r < b->rows; r++)
		code[r] = cell_is_missing(c->kind[r]) ? CODE_NONE : dictionary_code(info->dictionary, c->key[r]);
	c->code = code;
	return 0;
}

int later_batch_prepare(struct batch *b, const struct plan *plan, struct err *e)
{
	struct column *column = arena_zeroed(&b->arena, plan->columns + 1, sizeof *column);

	if (!column)
		return err_nomem(e);
	for (size_t c = 0; c < b->columns && c < plan->columns; c++) {
		column[c] = b->column[c];
		if (column[c].kind && (units_prepare(b, &column[c], &plan->column[c]) < 0 ||
				       codes_prepare(b, &column[c], plan, c) < 0))
			return err_nomem(e);
	}
	if (b->pass == 2 && numbers_prepare(b, column, plan) < 0)
		return err_nomem(e);
	b->column = column;
	b->columns = plan->columns;
	return 0;
}

static int block_analyse(struct worker *w, size_t i, struct state_set *ordered, struct err *e)
{
	const struct later_pass *pass = w->run->pass;
	struct batch *b;
	int done = -1;

	if (spill_read(pass->spill, i, pass->pass == PASS_SECOND ? 2 : 3, w->run->wanted, pass->plan->columns, &b, e) < 0)
		return -1;
	if (later_batch_prepare(b, pass->plan, e) == 0 && state_set_open(ordered, pass->pass, MERGE_ORDERED, pass->plan, e) == 0 &&
	    state_set_update(w->exact, b, e) == 0)
		done = state_set_update(ordered, b, e);
	batch_free(b);
	return done;
}

/* Fold every finished block that is next. Called with the lock held. */
static int blocks_fold(struct run *run, struct err *e)
{
	while (run->folded < run->blocks && run->finished[run->folded % run->window]) {
		size_t at = run->folded % run->window;

		if (state_set_merge(run->pass->ordered, &run->waiting[at], e) < 0)
			return -1;
		state_set_close(&run->waiting[at]);
		run->finished[at] = false;
		run->folded++;
		pthread_cond_broadcast(&run->changed);
	}
	return 0;
}

static void *worker_main(void *given)
{
	struct worker *w = given;
	struct run *run = w->run;
	struct err e = { .code = ERR_NONE };

	pthread_mutex_lock(&run->lock);
	while (!run->failed && run->taken < run->blocks) {
		struct state_set ordered = { .count = 0 };
		size_t i;
		int done;

		if (run->taken >= run->folded + run->window) {
			pthread_cond_wait(&run->changed, &run->lock);
			continue;
		}
		i = run->taken++;
		pthread_mutex_unlock(&run->lock);
		if (w->caller && run->pass->progress)
			run->pass->progress(run->pass->progress_context, (double)i / (double)run->blocks);
		done = block_analyse(w, i, &ordered, &e);
		pthread_mutex_lock(&run->lock);
		run->waiting[i % run->window] = ordered;
		run->finished[i % run->window] = true;
		if (done < 0 || blocks_fold(run, &e) < 0) {
			if (!run->failed)
				run->err = e;
			run->failed = true;
			pthread_cond_broadcast(&run->changed);
		}
	}
	pthread_mutex_unlock(&run->lock);
	return NULL;
}

/* The caller is the first worker; the others are threads. */
static int workers_run(struct run *run, struct worker *worker, struct err *e)
{
	unsigned threads = run->pass->threads;
	int done = 0;

	for (unsigned i = 0; i < threads && done == 0; i++) {
		worker[i] = (struct worker){ .run = run, .caller = i == 0, .exact = i ? &worker[i].own : run->pass->exact };
		if (i)
			done = state_set_open(&worker[i].own, run->pass->pass, MERGE_EXACT, run->pass->plan, e);
	}
	for (unsigned i = 1; i < threads && done == 0; i++) {
		worker[i].running = pthread_create(&worker[i].thread, NULL, worker_main, &worker[i]) == 0;
		if (!worker[i].running)
			done = err_set(e, ERR_NOMEM, "cannot start a thread");
	}
	if (done == 0)
		worker_main(&worker[0]);
	pthread_mutex_lock(&run->lock);
	run->failed = run->failed || done < 0;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
	for (unsigned i = 1; i < threads; i++)
		if (worker[i].running)
			pthread_join(worker[i].thread, NULL);
	if (done == 0 && run->failed) {
		*e = run->err;
		done = -1;
	}
	for (unsigned i = 1; i < threads && done == 0; i++)
		done = state_set_merge(run->pass->exact, &worker[i].own, e);
	return done;
}

/* The third pass is about numbers. */
static int numeric_want(struct run *run, const struct plan *plan)
{
	run->wanted = calloc(plan->columns + 1, sizeof *run->wanted);
	for (size_t c = 0; run->wanted && c < plan->columns; c++)
		run->wanted[c] = column_is_numeric(&plan->column[c]);
	return run->wanted ? 0 : -1;
}

int later_pass_run(struct later_pass *pass, struct err *e)
{
	struct run run = { .pass = pass, .window = (size_t)pass->threads * WINDOW };
	struct worker *worker;
	int done = -1;

	if (!pass->spill || (!state_set_reads(pass->exact) && !state_set_reads(pass->ordered)))
		return 0;
	if (pass->pass == PASS_THIRD && numeric_want(&run, pass->plan) < 0)
		return err_nomem(e);
	run.blocks = spill_blocks(pass->spill);
	worker = calloc(pass->threads, sizeof *worker);
	run.waiting = calloc(run.window, sizeof *run.waiting);
	run.finished = calloc(run.window, sizeof *run.finished);
	if (!worker || !run.waiting || !run.finished) {
		err_nomem(e);
		goto out;
	}
	pthread_mutex_init(&run.lock, NULL);
	pthread_cond_init(&run.changed, NULL);
	done = workers_run(&run, worker, e);
	for (unsigned i = 0; i < pass->threads; i++)
		state_set_close(&worker[i].own);
	for (size_t i = 0; i < run.window; i++)
		state_set_close(&run.waiting[i]);
	pthread_cond_destroy(&run.changed);
	pthread_mutex_destroy(&run.lock);
out:
	free(run.wanted);
	free(run.finished);
	free(run.waiting);
	free(worker);
	return done;
}
