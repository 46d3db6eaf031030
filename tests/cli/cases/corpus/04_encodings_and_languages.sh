# Damage that decoding left, and in which scripts and languages the documents are.
printf '%s\n' '{"text": "The weather was good for the whole of the week, and so they walked along the river and talked about what they would do when it was over. Nobody wanted to go home before it was dark."}' \
	'{"text": "Das Wetter war die ganze Woche schÃ¶n, also gingen sie jeden Abend am Fluss entlang und sprachen darÃ¼ber, was sie nach dem Sommer tun wÃ¼rden."}' \
	'{"text": "Всю неделю стояла хорошая погода, поэтому каждый вечер они гуляли вдоль реки и говорили о том, что будут делать, когда закончится лето."}' \
	'{"text": "A p\u0430ssword with a letter of Cyrillic, a zero\u200bwidth space, a \u202eturned\u202c word and \ufffd; caf\u00e9 and cafe\u0301 are two. \u0007"}' \
	'{"text": "整个星期天气都很好，所以他们每天晚上沿着河边散步，谈论夏天结束以后要做些什么事情。"}' '{"text": "Short."}' >texts.jsonl
assay audit texts.jsonl --kind text --now 2026-01-31 --quiet --json report.json
jq -r '.dimensions.corpus | (.encoding | to_entries[] | "\(.key): \(.value.documents) documents, \(.value.occurrences) in all, \(.value.rows)"),
	(.language | "script \(.script) \(.script_fraction)", (.scripts[] | "  \(.script): \(.documents) documents, \(.letters) letters"),
	"language \(.language) \(.language_fraction)", (.languages[] | "  \(.language): \(.looked_at) \(.rows)"))' report.json
