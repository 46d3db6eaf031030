// tap: the harness of the browser tests: results as TAP, the assay that is run, the browser.
import {spawnSync} from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

export const source = path.resolve(fileURLToPath(import.meta.url), '../../..')
export const assay = path.resolve(process.argv[2] ?? '')
export const now = '2026-01-31T12:00:00Z'

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Playwright and axe, or the reason why there are none. */
export async function tools() {
	if (!fs.existsSync(chromium))
		return {missing: `no ${chromium}`}
	try {
		const playwright = (await import('playwright-core')).default
		const axe = path.join(source, 'tests/browser/node_modules/axe-core/axe.min.js')

		return fs.existsSync(axe) ? {playwright, axe} : {missing: 'no axe-core: run npm ci in tests/browser'}
	} catch (e) {
		return {missing: e.code === 'ERR_MODULE_NOT_FOUND' ? 'no playwright-core: run npm ci in tests/browser' : e.message}
	}
}

export const launch = playwright => playwright.chromium.launch({executablePath: chromium, args: flags})

/** Run assay; its exit status must be 0 or 1, for 1 says that a rule was broken. */
export function run(...args) {
	const r = spawnSync(assay, args, {cwd: source, encoding: 'buffer', maxBuffer: 1 << 28})

	if (r.status !== 0 && r.status !== 1)
		throw new Error(`assay ${args.join(' ')}: exit ${r.status ?? r.signal}\n${r.stderr}`)
	return r.stdout
}

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'assay-browser-'))
process.on('exit', () => fs.rmSync(folder, {recursive: true, force: true}))

let count = 0, failed = 0

export const comment = text => console.log(String(text).split('\n').map(line => `# ${line}`).join('\n'))
const plain = name => name.replaceAll('#', '')
export const skip = (name, why) => console.log(`ok ${++count} - ${plain(name)} # SKIP ${why}`)

/** One check: it fails by an exception. */
export async function check(name, test) {
	try {
		await test()
		console.log(`ok ${++count} - ${plain(name)}`)
	} catch (e) {
		failed++
		console.log(`not ok ${++count} - ${plain(name)}`)
		comment((e.code === 'ERR_ASSERTION' || e.expected ? e.message : e.stack ?? e).slice(0, 3000))
	}
}

export function end() {
	console.log(`1..${count}`)
	process.exitCode = failed ? 1 : 0
}
