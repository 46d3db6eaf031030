# A line an object. A key that comes late is a column like the others, absent in the rows before.
printf '{"a": 1, "b": null}\n{"a": 2}\n{"b": "x", "late": true}\n' >x.jsonl
assay audit x.jsonl --now 2026-01-31T12:00:00Z --json report.json --db x.db --quiet
assay query x.db 'SELECT * FROM data'
jq -c '.columns[] | [.name, .type, .missing.null, .missing.absent]' report.json
