// pictures: screenshots of the samples' reports:   node tests/browser/pictures.mjs ASSAY FOLDER
// NAME-light.png and NAME-dark.png (1280×900), NAME-phone.png (390×844), NAME-full.png (the whole page).
import fs from 'node:fs'
import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {pages} from './pages.mjs'
import {folder, launch, now, run, tools} from './tap.mjs'

const to = process.argv[3]
const {missing, playwright} = await tools()

if (missing || !to) {
	console.error(missing ?? 'usage: node tests/browser/pictures.mjs ASSAY FOLDER')
	process.exit(2)
}
fs.mkdirSync(to, {recursive: true})
const browser = await launch(playwright)

for (const {name, args} of pages.filter(p => ['orders', 'chat', 'predictions'].includes(p.name))) {
	const file = path.join(folder, `${name}.html`)

	run('audit', ...args(), '--now', now, '--quiet', '--html', file)
	for (const [look, options] of [['light', {}], ['dark', {colorScheme: 'dark'}], ['phone', {viewport: {width: 390, height: 844}}], ['full', {}]]) {
		const page = await browser.newPage({viewport: {width: 1280, height: 900}, bypassCSP: true, ...options})

		await page.goto(pathToFileURL(file).href)
		await page.addStyleTag({content: '.column{content-visibility:visible!important}'})	// or cards far below stay blank
		await page.screenshot({path: path.join(to, `${name}-${look}.png`), fullPage: look === 'full'})
		await page.close()
	}
}
await browser.close()
