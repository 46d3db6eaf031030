// report: the HTML report in a real browser:   node tests/browser/report.mjs build/src/cli/assay
//
// Each dataset of pages.mjs is audited to JSON and HTML at once, and its page is looked at: with scripts and without, on a wide screen and on a phone, light
// and dark, on paper, by a reader's rules (axe); its pictures are held against the JSON (charts.mjs), and hostile data must stay data (hostile.mjs).
// Prints TAP. Wants Chromium and the packages of package.json (npm ci); without them it skips.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import {pathToFileURL} from 'node:url'
import zlib from 'node:zlib'
import * as charts from './charts.mjs'
import * as hostile from './hostile.mjs'
import {pages, wide} from './pages.mjs'
import {assay, check, comment, end, folder, launch, now, run, skip, tools} from './tap.mjs'

const wideScreen = {width: 1280, height: 900}, phone = {width: 390, height: 844}
const sections = ['completeness', 'representativeness', 'diversity', 'accuracy', 'correlation', 'timeliness', 'uniqueness', 'validity', 'rows', 'columns', 'pairs', 'findings', 'method']

/** A page that is open, and all that went wrong with it until now. */
async function open(browser, file, options = {}) {
	const context = await browser.newContext({viewport: wideScreen, acceptDownloads: true, ...options})
	const url = pathToFileURL(file).href
	const wrong = []

	context.setDefaultTimeout(10000)
	await context.route('**/*', route => route.request().url().split('#')[0] === url ? route.continue() : (wrong.push(`request: ${route.request().url()}`), route.abort()))
	await context.addInitScript(() => {
		window.violations = []
		document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`))
	})
	const page = await context.newPage()

	page.on('console', m => wrong.push(`console: ${m.type()}: ${m.text()}`))
	page.on('pageerror', e => wrong.push(`error: ${e.message}`))
	page.on('dialog', d => (wrong.push(`dialog: ${d.message()}`), d.dismiss()))
	page.on('request', r => r.url().split('#')[0] !== url && wrong.push(`request: ${r.url().slice(0, 200)}`))
	page.on('popup', () => wrong.push('popup'))
	context.on('weberror', e => wrong.push(`error: ${e.error().message}`))
	await page.goto(url)
	return {page, wrong, close: () => context.close(), url}
}

const unfold = page => page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
const nothingWrong = async ({page, wrong}) => {
	wrong.push(...(await page.evaluate(() => window.violations ?? [])).map(v => `policy: ${v}`))
	assert.deepEqual(wrong, [])
}

/* ---- what each page must do ---- */

/** Verdict, findings and pictures are there; the same with scripts and without. */
async function readable({page}, report) {
	const text = await page.evaluate(() => document.body.innerText)
	const word = {pass: 'PASS', fail: 'FAIL'}[report.verdict.result]

	assert.ok(!word || text.includes(word), `the verdict ${word}`)
	// Findings of a kind stand together: the first with its title, the others by their column.
	const findings = (await page.locator('#findings').textContent()).replace(/\s+/g, ' ')
	for (const finding of report.findings.slice(0, 3)) {
		const shown = [finding.title, finding.where?.column ?? finding.title].map(t => hostile.visible(t).replace(/\s+/g, ' ').slice(0, 60).trim())
		assert.ok(shown.some(t => findings.includes(t)), `the finding "${shown[0]}"`)
	}
	for (const id of sections)
		assert.equal(await page.locator(`section#${id}`).count(), 1, `section ${id}`)
	assert.ok(await page.locator('svg[data-chart]').count() > 0, 'pictures')
	assert.equal(await page.locator('section.column').count(), report.columns.length, 'a card for each column')
}

async function searched({page}, report) {
	const name = hostile.visible(report.columns[Math.min(1, report.columns.length - 1)].name)
	const wanted = report.columns.map(c => hostile.visible(c.name)).filter(n => n.toLowerCase().includes(name.toLowerCase())).length
	const shown = () => page.evaluate(() => ['#columns-index tbody tr', 'section.column'].map(s => [...document.querySelectorAll(s)].filter(e => !e.hidden && getComputedStyle(e).display !== 'none').map(e => e.dataset.name)))

	await page.fill('#column-search', name.toUpperCase())
	for (const names of await shown()) {
		assert.equal(names.length, wanted)
		assert.ok(names.every(n => n.toLowerCase().includes(name.toLowerCase())))
	}
	await page.fill('#column-search', 'no such column \u2713')
	assert.deepEqual(await shown(), [[], []])
	await page.fill('#column-search', '')
	for (const names of await shown())
		assert.equal(names.length, report.columns.length, 'all are back')
}

/** The least and greatest values of each card are those of the report, each with its rows and the place of the first. */
async function extremes({page}, report) {
	const tables = await page.evaluate(() => [...document.querySelectorAll('table[data-source$="/extremes"]')].map(t => [t.dataset.source,
		[...t.tBodies[0].rows].map(r => [...r.cells].map(c => [c.dataset.value ?? c.dataset.row, c.textContent]))]))
	const place = row => report.dataset.sources.flatMap(s => s.lines?.[row] ? [`${hostile.visible(s.path)}:${s.lines[row]}`] : [])[0] ?? `row ${row}`
	const wanted = e => e ? [String(e.value), String(e.count), String(e.row), place(e.row)] : [undefined, undefined, undefined, '']

	for (const [source, rows] of tables) {
		const {least, greatest} = charts.at(report, source)

		assert.equal(rows.length, Math.max(least.length, greatest.length), source)
		rows.forEach((cells, i) => [least[i], greatest[i]].forEach((one, end) => {
			const [value, count, row] = cells.slice(3 * end)
			assert.deepEqual([value[0], count[0], row[0], row[1]].map(t => t !== undefined && Number(t) == t ? String(Number(t)) : t), wanted(one), `${source}, ${i}`)
			assert.ok(!one || value[1] === value[0], 'a value is written in full')
		}))
	}
	return tables.length
}

/** The rows that are shown are those of the report's sample, cell by cell, and columns that are left out are named. */
async function sampled({page}, report) {
	const {sample} = report.dimensions.representativeness
	const shown = await page.evaluate(() => [...document.querySelectorAll('table.rows tbody')].flatMap(b => [...b.rows].slice(1).map(r => [b.dataset.list, Number(r.dataset.row),
		[...r.cells].slice(1).map(c => c.classList.contains('none') ? null : c.textContent)])))
	const wanted = ['first', 'random', 'last'].flatMap(list => sample[list].map(r => [list, r.row, r.cells.map(c => c === null ? null : hostile.visible(c))]))

	assert.deepEqual(shown, wanted)
	assert.equal(new Set(shown.map(r => r[1])).size, Math.min(20, report.dataset.rows), 'as many rows as there are, up to 20')
	const section = await page.locator('section#rows').textContent()
	if (report.columns.length > 50)
		assert.ok(section.includes('not shown') && section.includes(hostile.visible(report.columns[50].name).slice(0, 40)), 'the columns left out are named')
}

/** The table of drift: each column once, with the figures of the report, what drifted first and by how far it did. */
async function drifts({page}, report) {
	const rows = await page.evaluate(() => [...document.querySelectorAll('table.drift tbody tr')].map(r => [Number(r.dataset.column), [...r.cells].map(c => c.dataset.value ?? c.textContent.trim()),
		r.querySelector('svg')?.dataset.chart]))
	const order = []

	if (report.dimensions.representativeness.drift?.compared_columns === undefined)
		return assert.equal(rows.length, 0, 'no table without a baseline')
	assert.deepEqual(rows.map(r => r[0]).sort((a, b) => a - b), report.columns.map((_, i) => i))
	for (const [i, [name, type, verdict, method, statistic, threshold, psi, missing], picture] of rows) {
		const column = report.columns[i], drift = column.drift ?? {}, value = drift.ks ?? drift.v ?? null
		const least = value === null || drift.by_chance == null ? null : Math.max(drift.by_chance, 0.15)

		assert.deepEqual([name, type], [hostile.visible(column.name), column.type])
		assert.deepEqual([statistic, threshold, psi, missing].map(t => t === '' ? null : Number(t)), [value, least, drift.psi ?? null, column.missing_drift?.change ?? null], name)
		assert.equal(method, drift.ks != null ? 'KS' : drift.v != null ? 'Cramér’s V' : '–', name)
		assert.ok(drift.drifted == null ? verdict.startsWith('no verdict: ') : verdict === (!drift.drifted ? 'no drift' : type === 'datetime' ? 'moved, as times do' : '▲ drifted'), `${name}: ${verdict}`)
		assert.equal(picture, type === 'datetime' || drift.drifted == null ? undefined : column.classes?.counts ? 'bars' : 'histogram', name)
		order.push([drift.drifted == null ? 0 : !drift.drifted ? 1 : type === 'datetime' ? 2 : 3, least === null ? -1 : value / least])
	}
	assert.ok(order.every((o, i) => !i || order[i - 1][0] > o[0] || (order[i - 1][0] === o[0] && order[i - 1][1] >= o[1])), `the worst first: ${order.join('; ')}`)
}

/** Every column of every table, both ways; the order of numbers is that of data-value. */
async function sorted({page}) {
	const bad = await page.evaluate(() => {
		const bad = []

		for (const table of document.querySelectorAll('table.sortable')) {
			const rows = table.tBodies[0].rows.length

			if (rows > 300)
				continue
			for (const th of table.tHead.rows[0].cells) {
				const name = `${table.caption?.textContent ?? 'table'}, ${th.textContent}`
				const button = th.querySelector('button')

				if (!button) {
					bad.push(`${name}: no button`)
					continue
				}
				const ways = new Set()
				for (let click = 0; click < 2; click++) {
					button.click()
					const way = th.getAttribute('aria-sort')
					const cells = [...table.tBodies[0].rows].map(r => r.cells[th.cellIndex])
					const numbers = cells.filter(c => c?.dataset.value !== undefined && !['', 'null'].includes(c.dataset.value)).map(c => Number(c.dataset.value))

					ways.add(way)
					if (cells.length !== rows)
						bad.push(`${name}: rows are lost`)
					if (numbers.length && numbers.some((n, i) => i && (way === 'ascending' ? numbers[i - 1] > n : numbers[i - 1] < n)))
						bad.push(`${name}: ${way}: ${numbers.slice(0, 8)}`)
					if (!numbers.length) {
						const texts = cells.map(c => c?.textContent ?? '')
						const order = new Intl.Collator(undefined, {numeric: true}).compare
						if (texts.some((t, i) => i && (way === 'ascending' ? order(texts[i - 1], t) > 0 : order(texts[i - 1], t) < 0)))
							bad.push(`${name}: ${way}: ${texts.slice(0, 8)}`)
					}
				}
				if (!ways.has('ascending') || !ways.has('descending'))
					bad.push(`${name}: aria-sort: ${[...ways]}`)
				if (table.querySelectorAll('th[aria-sort]:not([aria-sort=none])').length !== 1)
					bad.push(`${name}: more than one aria-sort`)
			}
		}
		return bad
	})

	assert.deepEqual(bad, [])
}

async function folded({page}) {
	const states = async () => {
		await page.click('#fold-all')
		return page.evaluate(() => [...new Set([...document.querySelectorAll('section.column > details')].map(d => d.open))])
	}
	const first = await states(), second = await states()

	assert.equal(first.length, 1, 'all cards alike')
	assert.deepEqual(second, [!first[0]])
}

async function copied({page}) {
	const button = page.locator('button.copy').first()

	await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true }))
	await button.click()
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await button.getAttribute('data-copy'))
}

async function json({page}, text) {
	const link = page.locator('a#json')

	if (!await link.count()) {
		assert.ok(text.length > 10e6, 'a page without its JSON, though it would not be large')
		return
	}
	const [download] = await Promise.all([page.waitForEvent('download', {timeout: 30000}), link.click()])

	const bytes = fs.readFileSync(await download.path()), packed = text.length > 1.6e6

	assert.match(download.suggestedFilename(), packed ? /^[\w.-]+\.json\.gz$/ : /^[\w.-]+\.json$/)
	assert.deepEqual(JSON.parse((packed ? zlib.gunzipSync(bytes) : bytes).toString()), JSON.parse(text))
}

const background = page => page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color].join())

async function dark({page}) {
	const light = await background(page)

	await page.emulateMedia({colorScheme: 'dark'})
	assert.notEqual(await background(page), light)
	await page.emulateMedia({colorScheme: 'light'})
}

/** On paper what is folded is there, without a script's help. */
async function printed({page}) {
	await page.emulateMedia({media: 'print'})
	const hidden = await page.evaluate(() => [...document.querySelectorAll('details:not([open]) > :not(summary)')].filter(e => !e.checkVisibility() && getComputedStyle(e).display !== 'none' && !e.closest('[hidden]')).slice(0, 5).map(e => e.outerHTML.slice(0, 120)))
	await page.emulateMedia({media: 'screen'})
	assert.deepEqual(hidden, [])
}

/** No letter of a picture is cut by its edge. */
async function inside({page}) {
	await unfold(page)
	const cut = await page.evaluate(() => [...document.querySelectorAll('svg[data-chart]')].flatMap(svg => {
		const [x, y, width, height] = svg.getAttribute('viewBox').split(' ').map(Number)

		return svg.getBoundingClientRect().width === 0 ? [] : [...svg.querySelectorAll('text')].filter(text => {
			const box = text.getBBox(), matrix = text.transform.baseVal.consolidate()?.matrix
			const corners = [[box.x, box.y + box.height * 0.25], [box.x + box.width, box.y + box.height * 0.75]].map(([px, py]) => matrix ?
				[matrix.a * px + matrix.c * py + matrix.e, matrix.b * px + matrix.d * py + matrix.f] : [px, py])

			return corners.some(([px, py]) => px < x - 1 || px > x + width + 1 || py < y - 1 || py > y + height + 1)
		}).map(text => `${svg.dataset.chart}: ${text.textContent}`)
	}).slice(0, 8))

	assert.deepEqual(cut, [])
}

async function narrow({page}) {
	const wider = async () => page.evaluate(() => {
		const most = window.innerWidth
		const scrolls = e => e && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement?.closest('body *')))

		return document.documentElement.scrollWidth <= most ? [] : [`document: ${document.documentElement.scrollWidth}`, ...[...document.querySelectorAll('body *')]
			.filter(e => e.getBoundingClientRect().right > most + 1 && !scrolls(e)).slice(0, 5).map(e => `${e.outerHTML.slice(0, 120)}: ${e.getBoundingClientRect().right}`)]
	})

	assert.deepEqual(await wider(), [])
	await unfold(page)
	assert.deepEqual(await wider(), [], 'unfolded')
}

async function axe(page, script) {
	await page.addScriptTag({path: script})
	const found = await page.evaluate(() => axe.run(document, {resultTypes: ['violations']}))
	const bad = found.violations.filter(v => ['serious', 'critical'].includes(v.impact))

	assert.deepEqual(bad.map(v => `${v.id} (${v.impact}) ${v.nodes.length}×: ${v.help}: ${v.nodes.slice(0, 3).map(n => `${n.target.join(' ')}: ${n.any[0]?.message ?? n.failureSummary}`).join(' | ')}`), [])
	return found.violations.map(v => `${v.id} (${v.impact}) ${v.nodes.length}×: ${v.nodes[0].target.join(' ')}`)
}

/** No element and no attribute comes from data. */
async function inert({page}) {
	const odd = await page.evaluate(() => {
		const odd = []
		const known = new Set(('html head meta title style script body a nav ul ol li main header section footer p h1 h2 h3 h4 dl dt dd div span strong b i em small code pre table caption thead tbody tr th td ' +
			'details summary figure figcaption label input button svg g rect path line circle text tspan desc polyline polygon defs pattern clippath use').split(' '))

		for (const e of document.querySelectorAll('*')) {
			if (!known.has(e.localName.toLowerCase()))
				odd.push(`element ${e.localName}`)
			for (const a of e.attributes)
				if (/^on/i.test(a.name) || ['style', 'srcdoc', 'src', 'action', 'formaction', 'xlink:href', 'contenteditable'].includes(a.name) || /["'<>&=`]/.test(a.name))
					odd.push(`attribute ${e.localName} ${a.name}`)
			if (e.hasAttribute('href') && !/^(#[\w-]+$|data:application\/(?:json|gzip);base64,)/.test(e.getAttribute('href')))
				odd.push(`link ${e.getAttribute('href').slice(0, 80)}`)
		}
		for (const [what, most] of [['script', 1], ['style', 2], ['title', Infinity], ['input', 1], ['meta', 5], ['body', 1], ['head', 1]])
			if (document.querySelectorAll(what).length > most)
				odd.push(`${document.querySelectorAll(what).length} × ${what}`)
		if (window.__xss !== undefined)
			odd.push(`code ran: ${window.__xss}`)
		return odd
	})

	assert.deepEqual([...new Set(odd)].slice(0, 20), [])
}

/** Everything a mouse and a keyboard can touch is touched. */
async function touched({page}) {
	await unfold(page)
	await page.evaluate(() => {
		for (const e of document.querySelectorAll('body *'))
			for (const event of ['mouseover', 'pointerenter', 'focus', 'toggle', 'blur', 'animationstart', 'error', 'load'])
				e.dispatchEvent(new Event(event, {bubbles: true}))
		for (const e of document.querySelectorAll('summary, button'))
			e.click()
	})
	for (let i = 0; i < 30; i++)
		await page.keyboard.press('Tab')
}

async function namesShown({page}, report) {
	assert.deepEqual(report.columns.map(c => c.name.trim()), hostile.strings.map(s => s.trim()), 'names of the report')
	const shown = await page.evaluate(() => [...document.querySelectorAll('section.column')].map(s => [s.querySelector('h3').textContent, s.dataset.name, getComputedStyle(s.querySelector('h3')).unicodeBidi]))
	const bad = report.columns.map((c, i) => [hostile.visible(c.name), ...shown[i]]).filter(([name, heading, data]) =>
		data !== name || !(heading === name || (heading.endsWith('…') && heading.length > 40 && name.startsWith(heading.slice(0, -1)))))

	assert.deepEqual(bad.slice(0, 5), [])
}

/* ---- all of it ---- */

async function look(browser, axeScript, {name, small, pictures, says, args}) {
	const at = path.join(folder, name.replace(/\W/g, ''))
	let list

	try {
		list = args()
	} catch (e) {
		if (!e.skip)
			throw e
		return skip(name, e.skip)
	}
	run('audit', ...list, '--now', now, '--quiet', '--json', `${at}.json`, '--html', `${at}.html`)
	const text = fs.readFileSync(`${at}.json`, 'utf8'), report = JSON.parse(text)
	const bytes = fs.statSync(`${at}.html`).size, most = name === 'hostile' ? 10e6 : 5e6		// every text of 200 columns is long

	await check(`${name}: the page has ${(bytes / 1e6).toFixed(2)} MB, less than ${most / 1e6}`, () => assert.ok(bytes < most, `${bytes} bytes`))
	await check(`${name}: render gives the same page`, () => assert.ok(run('render', `${at}.json`, '--format', 'html').equals(fs.readFileSync(`${at}.html`))))

	const it = await open(browser, `${at}.html`, {permissions: ['clipboard-read', 'clipboard-write']})

	await check(`${name}: verdict, findings, pictures, cards`, () => readable(it, report))
	await check(`${name}: pictures say what the report says`, async () => {
		const count = charts.compare(await it.page.evaluate(charts.collect), report)

		for (const [kind, least] of Object.entries(pictures ?? {}))
			assert.ok(count[kind] >= least, `${count[kind] ?? 0} pictures of kind ${kind}, not ${least}`)
		comment(`${name}: ${Object.entries(count).map(([kind, n]) => `${n} ${kind}`).join(', ')}`)
	})
	await check(`${name}: least and greatest values`, async () => {
		const tables = await extremes(it, report)

		assert.ok(tables === report.columns.filter(c => c.extremes?.least?.length).length || report.columns.length > 150, `${tables} tables`)
	})
	await check(`${name}: rows`, () => sampled(it, report))
	await check(`${name}: drift`, () => drifts(it, report))
	if (says)
		await check(`${name}: what is drawn is told`, async () => {
			const text = (await it.page.evaluate(() => document.body.textContent)).replace(/\s+/g, ' ')

			assert.deepEqual(says(report).filter(said => !text.includes(said)), [])
		})
	await check(`${name}: no element and no handler comes from data`, () => inert(it))
	if (name === 'hostile') {
		await check(`${name}: all 200 names can be read`, () => namesShown(it, report))
		await check(`${name}: nothing runs when everything is touched`, async () => { await touched(it); await inert(it) })
	}
	await check(`${name}: dark is another look`, () => dark(it))
	await check(`${name}: search`, () => searched(it, report))
	await check(`${name}: sorting`, () => sorted(it))
	await check(`${name}: fold all`, () => folded(it))
	if (await it.page.locator('button.copy').count())
		await check(`${name}: copy`, () => copied(it))
	if (small && report.columns.length <= 50)
		await check(`${name}: no text is cut by a picture's edge`, () => inside(it))
	await check(`${name}: the JSON in the page is the report`, () => json(it, text))
	await check(`${name}: no error, no warning, no request, no broken policy`, () => nothingWrong(it))
	await it.close()

	const bare = await open(browser, `${at}.html`, {javaScriptEnabled: false})

	await check(`${name}: without scripts: verdict, findings, pictures, cards`, () => readable(bare, report))
	await check(`${name}: without scripts: on paper, what is folded is there`, () => printed(bare))
	await check(`${name}: without scripts: no error, no request`, () => nothingWrong(bare))
	await bare.close()

	const narrowPage = await open(browser, `${at}.html`, {viewport: phone})

	await check(`${name}: on a phone nothing is wider than the screen`, () => narrow(narrowPage))
	await narrowPage.close()
	if (!small)
		return
	for (const [how, options] of [['light', {}], ['dark', {colorScheme: 'dark'}], ['on a phone', {viewport: phone}]])
		await check(`${name}: accessible, ${how}`, async () => {
			const opened = await open(browser, `${at}.html`, {bypassCSP: true, ...options})

			try {
				if (report.columns.length <= 50)
					await unfold(opened.page)
				for (const minor of await axe(opened.page, axeScript))
					comment(`${name}, ${how}: minor: ${minor}`)
			} finally {
				await opened.close()
			}
		})
}

/** What --redact leaves out of a report is not in its page either; its pictures keep their shapes. */
async function redacted(browser) {
	const file = path.join(folder, 'redacted.csv'), html = path.join(folder, 'redacted.html')
	const words = ['quokka', 'wombat', 'numbat', 'dunnart', '8675309.25']

	fs.writeFileSync(file, 'animal,weight,height,nest\n' + Array.from({length: 200}, (_, i) =>
		`${words[i % 4]},${i === 77 ? words[4] : i},${i * i % 97 + i},${i % 3 ? '' : i % 7}\n`).join(''))
	run('audit', file, '--label', 'animal', '--redact', '--quiet', '--now', now, '--html', html)
	await check('redacted: no value is in the page', async () => {
		const it = await open(browser, html)
		const text = await it.page.evaluate(() => document.documentElement.outerHTML + atob(document.querySelector('a#json')?.href.split(',')[1] ?? ''))

		assert.deepEqual(words.filter(w => text.includes(w)), [])
		assert.equal(await it.page.locator('table.rows, table.extremes, svg[data-chart=scatter]').count(), 0, 'no rows, no extremes, no points')
		assert.ok(await it.page.locator('section#rows').textContent().then(t => t.includes('no row is')), 'and it is said')
		assert.ok(await it.page.locator('svg[data-chart]').count() > 0, 'pictures')
		assert.ok(await it.page.locator('svg[data-chart="bars"] text', {hasText: 'nest'}).count() > 0, 'columns are named in bars')
		assert.ok(await it.page.locator('svg[data-chart="heat"] text', {hasText: 'weight'}).count() > 0, 'columns are named in heat maps')
		await nothingWrong(it)
		await it.close()
	})
}

/** How long a page takes against its audit: said, not judged. */
function timed() {
	const file = wide(200, 20000, 11), report = path.join(folder, 'timed.json')
	const seconds = f => {
		const from = process.hrtime.bigint()
		f()
		return Number(process.hrtime.bigint() - from) / 1e9
	}
	const audit = seconds(() => run('audit', file, '--quiet', '--json', report)), render = seconds(() => run('render', report, '--format', 'html'))

	comment(`200 columns × 20,000 rows: audit ${audit.toFixed(2)} s, render ${render.toFixed(2)} s: ${(100 * render / audit).toFixed(1)} % of it`)
}

const {missing, playwright, axe: axeScript} = await tools()

if (missing) {
	skip('the HTML report in a browser', missing)
} else if (!fs.statSync(assay, {throwIfNoEntry: false})?.isFile()) {
	console.log('Bail out! usage: node tests/browser/report.mjs ASSAY')
	process.exit(2)
} else {
	const browser = await launch(playwright)
	const only = process.argv.slice(3)

	comment(`Chromium ${browser.version()}`)
	for (const page of pages)
		if (!only.length || only.includes(page.name)) {
			try {
				await look(browser, axeScript, page)
			} catch (e) {
				await check(page.name, () => { throw e })
			}
		}
	if (!only.length || only.includes('redacted'))
		await redacted(browser)
	if (!only.length)
		timed()
	await browser.close()
}
end()
