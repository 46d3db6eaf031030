# What the filters that corpora are made with would drop, each by itself and one after the other. Blank lines are no repeats of each other, and an n-gram that
# occurs once is none: the first two documents are short, and nothing else.
{
	printf '%s\n' '{"text": "\n \nOne line.\n \nAnother one.\n \n"}' '{"text": "Hello there"}'
	awk 'BEGIN { printf "{\"text\": \""; for (i = 0; i < 40; i++) printf "The same words are said again. "; print "\"}" }'
	awk 'BEGIN { printf "{\"text\": \""; for (i = 0; i < 60; i++) printf "word%d and the rest of that%s", i, i % 9 == 8 ? ". " : " "; print "\"}" }'
	awk 'BEGIN { printf "{\"text\": \""; for (i = 0; i < 70; i++) printf "- item %d of the list with %d\\n", i, i * 7; print "\"}" }'
	awk 'BEGIN { printf "{\"text\": \""; for (i = 0; i < 9; i++) printf "Here is a sentence of some words to have and to be with number %d. ", i * i; print "{}\"}" }'
} >texts.jsonl
assay audit texts.jsonl --kind text --now 2026-01-31 --quiet --json report.json
jq -r '.dimensions.corpus.quality | (.funnel[] | "\(.in) documents, \(.set) drops \(.dropped), \(.left) left: \([.reasons[] | "\(.reason) \(.rows)"] | join(", "))"),
	(to_entries[] | select(.value | type == "object") | "\(.key): \(.value.count) \(.value.examples)")' report.json
