// charts: what the pictures of a page claim, held against the report. A picture names the place of its numbers (data-source, a JSON pointer); its marks
// carry them as data-* attributes (src/plot/plot.h). A comparator takes what `collect` found of one picture and throws where they differ.
import assert from 'node:assert/strict'
import {visible} from './hostile.mjs'

/** Runs in the page: all pictures with their marks. */
export function collect() {
	// Legends have lines of their own, without a value.
	const marks = 'rect.bin, path.density, path.base, line.median[data-value], g.bar, rect.cell, g.pattern, g.strip, rect.period, rect.gap, circle.point, path.dots'

	return [...document.querySelectorAll('svg[data-chart]')].map(svg => ({
		kind: svg.dataset.chart,
		source: svg.dataset.source,
		title: svg.querySelector('title')?.textContent ?? '',
		described: Boolean(svg.getAttribute('role') === 'img' && (svg.getAttribute('aria-labelledby') || svg.getAttribute('aria-label'))),
		hidden: svg.getAttribute('aria-hidden') === 'true',
		small: svg.classList.contains('small') || Boolean(svg.closest('.spark')),
		marks: [...svg.querySelectorAll(marks)].map(e => ({is: [...e.classList].find(c => marks.includes('.' + c)), told: e.matches('rect.cell') ? e.querySelector('title')?.textContent : undefined,
			places: e.matches('path.dots') ? e.getAttribute('d').split('M').length - 1 : undefined, ...e.dataset})),
	}))
}

export function at(report, pointer) {
	return pointer.split('/').slice(1).reduce((tree, key) => tree?.[key.replaceAll('~1', '/').replaceAll('~0', '~')], report)
}

function* numbers(tree) {
	if (typeof tree === 'number')
		yield tree
	else if (tree && typeof tree === 'object')
		for (const branch of Object.values(tree))
			yield* numbers(branch)
}

const number = text => text === undefined || text === 'null' || text === '' ? null : Number(text)
/** The texts that are shown of a value, cut or not: is it this one? */
const says = (label, value) => {
	const text = value === '' ? ['(empty)', '(no name)'] : [visible(value)]
	return text.some(t => label === t || (label.endsWith('…') && t.startsWith(label.slice(0, -1))))
}
const of = (chart, is) => chart.marks.filter(m => m.is === is)
const close = (got, want, relative, what) =>
	assert.ok(got !== null && Math.abs(got - want) <= relative * Math.max(Math.abs(want), 1e-300), `${what}: drawn ${got}, report ${want}`)

function histogram(chart, object, report) {
	const {low, width, counts} = object.histogram ?? object
	const bins = of(chart, 'bin')

	assert.deepEqual(bins.map(b => number(b.count)), counts, 'counts of bins')
	bins.forEach((b, i) => {
		const slack = 4 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(low + width * counts.length))

		assert.ok(Math.abs(number(b.low) - (low + i * width)) <= slack, `low of bin ${i}: ${b.low}, wanted ${low + i * width}`)
		assert.ok(Math.abs(number(b.high) - (low + (i + 1) * width)) <= slack, `high of bin ${i}: ${b.high}`)
	})
	for (const curve of of(chart, 'density')) {
		const drawn = curve.values.trim().split(/[\s,]+/).map(Number)

		assert.equal(drawn.length, object.kde.density.length, 'points of the density')
		drawn.forEach((d, i) => assert.ok(Math.abs(d - object.kde.density[i]) <= 1e-5 * object.kde.density[i] + 1e-300, `density ${i}: ${d}, report ${object.kde.density[i]}`))
	}
	for (const base of of(chart, 'base'))
		assert.deepEqual(base.values.trim().split(/[\s,]+/).map(Number), at(report, chart.source.replace(/numeric$/, 'drift/base_histogram')).counts, 'counts of the baseline')
	for (const median of of(chart, 'median'))
		assert.equal(number(median.value), object.histogram ? object.p50 : at(report, chart.source.split('/').slice(0, -2).join('/')).p50, 'median')
}

/** Checks of a corpus, which stand below its parts under their names. */
const checksOf = parts => Object.values(parts).flatMap(part => part && typeof part === 'object' ?
	Object.entries(part).filter(([, check]) => check?.count > 0).map(([name, check]) => ({name: name.replaceAll('_', ' '), fraction: check.fraction})) : [])

const nameOf = e => String(e.name ?? e.value ?? e.class ?? e.language ?? (e.to === undefined ? '' : e.from === e.to ? e.from : e.to ? `${e.from} to ${e.to}` : `${e.from} and more`))

function bars(chart, list) {
	if (chart.source.endsWith('/lengths/turns')) {
		assert.deepEqual(chart.marks.map(m => number(m.value)), ['min', 'p5', 'p50', 'p95', 'max'].map(n => list[n]))
		return
	}
	const entries = list.counts ?? (Array.isArray(list) ? list : checksOf(list))

	assert.ok(chart.marks.length > 0, 'bars without a bar')
	for (const bar of chart.marks) {
		const alike = entries.filter(e => says(bar.label, nameOf(e)))

		assert.ok(alike.length, `no ${bar.label} at ${chart.source}`)
		assert.ok(alike.some(e => [...numbers(e)].includes(number(bar.value))), `${bar.label}: ${bar.value} is not a figure of it`)
	}
	if (entries.every(e => 'value' in e))
		assert.deepEqual(chart.marks.map(m => number(m.value)), entries.slice(0, chart.marks.length).map(e => e.fraction), 'the most frequent first')
}

/** Does a cell's title, "row × column: figure", tell these names? */
function tells(told, row, column) {
	const names = told.slice(0, told.lastIndexOf(': ')).split(' × ')

	return names.some((_, i) => i && says(names.slice(0, i).join(' × '), row) && says(names.slice(i).join(' × '), column))
}

function heat(chart, object) {
	const cells = of(chart, 'cell'), n = Math.round(Math.sqrt(cells.length))

	assert.equal(n * n, cells.length, 'a square')
	cells.forEach((c, i) => assert.deepEqual([number(c.row), number(c.column)], [Math.floor(i / n), i % n], `place of cell ${i}`))
	for (const c of cells) {
		const value = number(c.value)

		if (object.classes && object.counts) {
			assert.equal(value, object.counts[c.row][c.column], `${c.row}, ${c.column}`)
			assert.ok(tells(c.told, object.classes[c.row], object.classes[c.column]), `names of "${c.told}"`)
			continue
		}
		const pairs = object.filter(p => tells(c.told, p.x, p.y) || tells(c.told, p.y, p.x))

		assert.ok(value === null || (c.row === c.column && value === 1) || pairs.some(p => [...numbers(p)].includes(value)), `"${c.told}": ${c.value} is not a figure of that pair`)
	}
}

function patterns(chart, list, report) {
	const drawn = of(chart, 'pattern')
	// The first 40 columns that some pattern lacks, in the report's order (HEAT_MOST).
	const lacking = report.columns.map(c => c.name).filter(name => list.some(p => p.columns.includes(name))).slice(0, 40)

	assert.ok(drawn.length > 0 && drawn.length <= list.length, 'as many patterns as there are')
	drawn.forEach((p, i) => {
		assert.deepEqual([number(p.count), number(p.fraction)], [list[i].count, list[i].fraction], `pattern ${i}`)
		assert.deepEqual(p.missing.split(' ').filter(Boolean).map(c => lacking[c]), lacking.filter(name => list[i].columns.includes(name)), `columns of pattern ${i}`)
	})
}

function strip(chart, object) {
	const [drawn] = of(chart, 'strip')

	for (const [name, value] of Object.entries(drawn))
		if (name !== 'is' && value !== '') {
			const member = name.replace(/[A-Z]/g, c => '_' + c.toLowerCase()).replace(/^fence_(.*)/, '$1_fence')
			assert.equal(number(value), object[member] ?? object[member + '_fence'] ?? null, name)
		}
	assert.equal(number(drawn.p5), object.p5)
	assert.equal(number(drawn.p75), object.p75)
}

function timeline(chart, object) {
	const {unit, first, counts} = object.periods
	const drawn = of(chart, 'period')
	const starts = counts.map((_, i) => {
		const from = new Date(first.length === 4 ? `${first}-01` : first.length === 13 ? `${first}:00Z` : first)
		const step = {century: () => from.setUTCFullYear(from.getUTCFullYear() + 100 * i), year: () => from.setUTCFullYear(from.getUTCFullYear() + i), month: () => from.setUTCMonth(from.getUTCMonth() + i),
			day: () => from.setUTCDate(from.getUTCDate() + i), hour: () => from.setUTCHours(from.getUTCHours() + i)}[unit]
		step()
		return from.getTime() * 1000
	})
	const wanted = starts.map((s, i) => [s, counts[i]])

	const bars = drawn.map(d => [number(d.start), number(d.count)])

	// Periods without a row need no bar.
	assert.deepEqual(bars, wanted.filter(w => w[1] || bars.some(b => b[0] === w[0])), 'periods')
	if (!chart.small || of(chart, 'gap').length)
		assert.deepEqual(of(chart, 'gap').map(g => [number(g.from), number(g.to)]).sort((a, b) => a[0] - b[0]),
		(object.gap_list ?? []).map(g => [Date.parse(g.from) * 1000, Date.parse(g.to) * 1000]).sort((a, b) => a[0] - b[0]), 'gaps')
}

function curve(chart, list) {
	const drawn = of(chart, 'point').map(p => [number(p.x), number(p.y), number(p.weight)])

	if (!chart.source.endsWith('/roc'))
		assert.deepEqual(drawn, list.map(p => [p.mean_p, p.share, p.n]).filter(p => p[2] > 0), 'points')
	else
		assert.deepEqual(drawn, list.map(p => [p.x, p.y, null]), 'points of the ROC')
}

function scatter(chart, {drawn, of: rows, points}) {
	const [dots] = of(chart, 'dots')
	const numbers = dots.points.split(' ').filter(Boolean).map(Number)

	assert.deepEqual(numbers, points.flat(), 'points')
	assert.ok(points.length <= drawn && drawn === Math.min(300, rows), 'of the rows drawn')
	assert.ok(dots.places === points.length, `${dots.places} dots for ${points.length} points`)
}

const kinds = {histogram, bars, heat, patterns, strip, timeline, curve, scatter}

/** All pictures of a page; gives how many of each kind there were. */
export function compare(charts, report) {
	const count = {}, bad = []

	for (const chart of charts) {
		count[chart.kind] = (count[chart.kind] ?? 0) + 1
		try {
			const object = at(report, chart.source ?? '')

			assert.ok(kinds[chart.kind], `no such kind of picture: ${chart.kind}`)
			assert.ok(object !== undefined && object !== null, `nothing stands at ${chart.source}`)
			assert.ok(chart.hidden || chart.described, 'no role and name for readers who do not see it')
			kinds[chart.kind](chart, object, report)
		} catch (e) {
			bad.push(`${chart.kind} of ${chart.source} (${chart.title.slice(0, 60)}): ${e.message.slice(0, 400)}`)
		}
	}
	assert.equal(bad.length, 0, `${bad.length} of ${charts.length} pictures differ from the report:\n${bad.slice(0, 12).join('\n')}`)
	return count
}
