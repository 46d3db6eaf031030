# Texts that documents share are values: personal ones are masked in the report, and --redact leaves none.
for i in 1 2 3; do
	printf '{"text": "Document %s says what only it says.\\nWrite to jane.doe@example.org for more."}\n' $i
done >d.jsonl
assay audit d.jsonl --kind text --now 2026-01-31 --json - --quiet | grep '"text": '
assay audit d.jsonl --kind text --now 2026-01-31 --json - --quiet --redact | grep '"text": '
assay audit d.jsonl --kind text --duplicates none --now 2026-01-31 --json - --quiet | grep -A2 '"duplicates": null'
