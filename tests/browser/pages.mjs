// pages: the datasets whose reports are looked at. Each gives the arguments of an audit, made in `folder`, or throws {skip: why}.
import fs from 'node:fs'
import path from 'node:path'
import * as hostile from './hostile.mjs'
import {folder, now, run} from './tap.mjs'

function data(name) {
	const root = process.env.ASSAY_DATA

	if (!root || !fs.existsSync(path.join(root, name)))
		throw {skip: 'no open data: set ASSAY_DATA to its folder'}
	return path.join(root, name)
}

function written(name, lines) {
	const file = path.join(folder, name)

	fs.writeFileSync(file, lines.join('\n') + '\n')
	return file
}

// Numbers that are the same on every run (Lehmer).
function random(seed) {
	let state = seed
	return () => (state = state * 48271 % 2147483647) / 2147483647
}

export function wide(columns, rows, seed) {
	const next = random(seed)
	const cell = c => c % 5 === 0 ? 'abcde'[Math.floor(next() * 5)] : c % 7 === 0 && next() < 0.2 ? '' : (next() * 100 * (1 + c % 3)).toFixed(2)

	return written(`wide-${columns}.csv`, [Array.from({length: columns}, (_, c) => `sensor_${c}`).join(','),
		...Array.from({length: rows}, () => Array.from({length: columns}, (_, c) => cell(c)).join(','))])
}

function halves() {
	const [head, ...rows] = fs.readFileSync(data('titanic.csv'), 'utf8').trimEnd().split('\n')
	const base = path.join(folder, 'base.json')

	run('audit', written('before.csv', [head, ...rows.slice(0, 445)]), '--label', 'survived', '--now', now, '--quiet', '--json', base)
	// Older people, so that something drifted.
	return [written('after.csv', [head, ...rows.slice(445).map(row => row.split(',').map((c, i) => i === 3 && c ? String(Number(c) + 15) : c).join(','))]), '--baseline', base]
}

/** Probabilities that tell the label, rather often. */
function scores() {
	const next = random(5)

	return written('scores.csv', ['label,p_yes', ...Array.from({length: 400}, () => {
		const p = next()
		return `${next() < p ? 'yes' : 'no'},${p.toFixed(3)}`
	})])
}

/** small: axe looks at it, too (2,000 columns are past what it can look at; what is different there, brief cards and a paged index, is at 160, too). pictures: how many of a kind there are, at least. says: texts of the page, by the report. */
export const pages = [
	{name: 'orders', small: true, pictures: {scatter: 6}, says: r => ['unit_price and total: Pearson 0.76', `points of all ${r.dataset.rows} rows`], args: () => ['samples/orders.csv', '--id', 'order_id', '--time', 'ordered_at']},
	{name: 'chat', small: true, args: () => ['samples/chat.jsonl', '--id', 'id']},
	{name: 'predictions', small: true, args: () => ['samples/predictions.csv', '--label', 'label', '--pred', 'predicted', '--id', 'id']},
	{name: 'scores', small: true, pictures: {curve: 2},
		says: r => ['false-positive rate', 'true-positive rate', `AUC: ${Number(r.dimensions.accuracy.probabilities.auc.toPrecision(3))}.`], args: () => [scores(), '--label', 'label', '--proba', 'p_yes']},
	{name: 'titanic', small: true, args: () => [data('titanic.csv'), '--label', 'survived']},
	{name: 'drift', small: true, args: () => [...halves(), '--label', 'survived']},
	{name: '160 columns', small: true, args: () => [wide(160, 60, 5)]},
	{name: '2,000 columns', args: () => [wide(2000, 60, 7)]},
	{name: '10,000 categories', small: true, args: () => [written('categories.csv', ['city,n', ...Array.from({length: 20000}, (_, i) => `place ${i * 7919 % 10000},${i % 13}`)]), '--label', 'city']},
	{name: 'hostile', small: true, args: () => [hostile.write(folder), '--label', hostile.strings[0], '--pred', hostile.strings[3]]},
]
