// hostile: a dataset whose names and values want to be code. 200 names, each of them a value too, and a file name.
//
// Whatever would run calls alert, or sets window.__xss: report.mjs counts both. `visible` says how a page must show a text: controls, bidirectional
// overrides and other invisible characters become U+FFFD.
import fs from 'node:fs'
import path from 'node:path'

const calls = ['alert(1)', 'window.__xss=1', 'top.__xss=2', 'alert`1`', "eval('window.__xss=3')", 'self["ale"+"rt"](4)', 'onerror=alert,throw 5']
const handlers = ['onload', 'onerror', 'onclick', 'onmouseover', 'onfocus', 'ontoggle', 'onbegin', 'onanimationstart', 'onpointerenter', 'onpageshow']
const tags = ['img src=x', 'svg', 'body', 'input autofocus', 'details open', 'video src=x', 'audio src=x', 'iframe', 'marquee', 'object data=x', 'embed src=x',
	'style', 'link rel=stylesheet href=x', 'select autofocus', 'math', 'form', 'meta', 'base href=x', 'table background=x', 'button autofocus']
const ends = ['</script>', '</style>', '</title>', '</svg>', '</text>', '</textarea>', '</noscript>', '</template>', '</table>', '</td></tr></table>',
	'-->', '--!>', ']]>', '?>', '%>', '}}', '*/', '</summary></details>', '</section></main></body></html>', '</desc></svg>']
const quotes = ['"', "'", '`', '\\"', "\\'", '" ', "' ", '">', "'>", '`>', '"/>', '=">', '&quot;>', '&#34;>', '&#x22;>', '\u201d>', '\uff02>', '\u02ba>', '"\t', '"\f']
const urls = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(2)', 'java\tscript:alert(1)', 'javascript&colon;alert(1)', 'javascript&#58;alert(1)',
	'&#106;avascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==', 'vbscript:msgbox(1)',
	'//example.invalid/x.js', 'https://example.invalid/?steal', 'file:///etc/passwd', 'blob:null/1', 'view-source:javascript:alert(1)', '#" onclick="alert(1)']
const templates = ['{{constructor.constructor("alert(1)")()}}', '${alert(1)}', '#{alert(1)}', '<%= alert(1) %>', '{%raw%}alert(1)', '[[alert(1)]]', '{alert(1)}',
	'@(alert(1))', '$$(alert(1))', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype.x', '%s%s%n%d%p', '%n%n%n%n', '../../../../etc/passwd', '=cmd|\' /C calc\'!A0',
	'@SUM(1+1)*cmd', '+1+1', '-1+1']
const styles = ['width:expression(alert(1))', 'background:url(javascript:alert(1))', '@import url(//example.invalid/x.css)', 'x{background:url(//example.invalid/i)}',
	'<style>*{display:none}</style>', '<style>@import "//example.invalid"</style>', '<link rel=preload href=//example.invalid as=script>', '*{color:red}', ';}body{display:none}', '\\3c script\\3e alert(1)']
const entities = ['&lt;script&gt;alert(1)&lt;/script&gt;', '&#60;script&#62;alert(1)', '&amp;lt;', '&amp;', '&', '&#0;', '&#xD800;', '&nbsp', '&notit;', '&lt', '&NewLine;', '\\u003cscript\\u003e', '%3Cscript%3Ealert(1)%3C/script%3E',
	'+ADw-script+AD4-alert(1)', '\uff1cscript\uff1ealert(1)\uff1c/script\uff1e', '\u003c\u0338script>']
const odd = ['\u202egnp.exe', 'abc\u202e\u2066def\u2069', '\u200b', 'zero\u200bwidth', '\u2028line', 'para\u2029graph', '\ufeffbom', 'soft\u00adhyphen', 'bell\u0007', 'escape\u001b[31mred',
	'back\bspace', 'delete\u007f', 'next\u0085line', '\u0001\u0002\u0003', 'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', 'tag\u{e0041}\u{e0042}',
	'\u0627\u0644\u0639\u0631\u0628\u064a\u0629 <b>', 'two\nlines <img src=x onerror=alert(1)>', 'crlf\r\nSet-Cookie: x=1', 'tab\there', '\ufffe', 'x'.repeat(300) + '<script>alert(1)</script>', '<'.repeat(80)]
const tricks = ['<scr<script>ipt>alert(1)</scr</script>ipt>', '<<script>alert(1)//<</script>', '<script/src=//example.invalid/x.js>', '<SCRIPT>alert(1)</SCRIPT>', '<script>alert(1)', '<script\n>alert(1)</script>',
	'<script type=module>alert(1)</script>', '<svg><script>alert(1)</script></svg>', '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
	'<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>', '<svg><animate onbegin=alert(1) attributeName=x dur=1s>', '<svg><set attributeName=onload to=alert(1)>',
	'<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>', '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
	'<iframe srcdoc="<script>parent.__xss=1</script>"></iframe>', '<iframe src="javascript:alert(1)"></iframe>', '<object data="javascript:alert(1)"></object>', '<embed src="javascript:alert(1)">',
	'<a href="javascript:alert(1)">click</a>', '<form action="javascript:alert(1)"><button>x</button></form>', '<button formaction="javascript:alert(1)" form=x>', '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
	'<base href="//example.invalid/">', '<template><script>alert(1)</script></template>', '<!--<img src="--><img src=x onerror=alert(1)//">', '<!--[if IE]><script>alert(1)</script><![endif]-->', '<![CDATA[<script>alert(1)</script>]]>',
	'<?xml version="1.0"?><x/>', '<!DOCTYPE html>', '<plaintext>', '<xmp><script>alert(1)</script></xmp>', '<textarea><script>alert(1)</script>', '<title><script>alert(1)</script>', '<frameset onload=alert(1)>',
	'<x contenteditable onblur=alert(1)>', '<img src=x:x onerror="window.__xss=1">', '<img srcset="//example.invalid/a 1x">', '<picture><source srcset=//example.invalid/a><img></picture>', '<input type=image src=//example.invalid onerror=alert(1)>']

function* cross(n, make) {
	for (let i = 0; i < n; i++)
		yield make(i)
}

export const strings = [...new Set([
	...cross(20, i => `<${tags[i]} ${handlers[i % handlers.length]}=${calls[i % calls.length]}>`),
	...cross(20, i => `${ends[i]}<script>${calls[i % calls.length]}</script>`),
	...cross(20, i => `${quotes[i]}${handlers[i % handlers.length]}=${quotes[i % 3]}${calls[(i + 3) % calls.length]}${quotes[i % 3]} autofocus x=${quotes[i % 3]}`),
	...urls, ...templates, ...styles, ...entities, ...odd, ...tricks,
	...cross(30, i => `${quotes[i % 20]}${ends[(i * 7) % 20]}<${tags[(i * 3) % 20]} ${handlers[(i * 3 + 1) % handlers.length]}="${calls[i % calls.length]}">`),
])].slice(0, 200)

export const fileName = `" onfocus=alert(1) x='<img src=x onerror=alert(1)>&lt;\u202e.csv`

// As plot_text (src/plot/text.c) does: all that is not there for a reader's eye, but line ends, tabs and what joins emoji and letters.
const unseen = /(?![\n\t\u200c\u200d])[\p{Cn}\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/gu
export const visible = text => text.replace(unseen, '\ufffd')

const quoted = cell => '"' + cell.replaceAll('"', '""') + '"'

// 200 columns × 120 rows: some columns have few values (classes), some many; one cell is 1 MB.
export function write(folder) {
	const file = path.join(folder, fileName)
	const n = strings.length
	const lines = [strings.map(quoted).join(',')]

	for (let row = 0; row < 120; row++)
		lines.push(strings.map((_, c) => {
			const kinds = c % 3 === 0 ? 4 : c % 3 === 1 ? 17 : 120
			if (c % 10 === 7 && row % 6)
				return String(row * c % 97)			// numbers, and some strings among them
			return row === 60 && c === 20 ? '<script>alert(1)</script>'.repeat(42000) : quoted(strings[(c * 7 + row % kinds) % n])
		}).join(','))
	fs.writeFileSync(file, lines.join('\r\n') + '\r\n')
	return file
}
