# --format decides what a file is read as.
printf '{"a": 1}\n{"a": 2}\n' >x.txt
assay audit x.txt --now 2026-01-31T12:00:00Z --quiet --json - | jq -c '[.dataset.sources[0].format, .dataset.rows]'
assay audit x.txt --format csv --header --now 2026-01-31T12:00:00Z --quiet --json - | jq -c '[.dataset.sources[0].format, .dataset.rows]'
assay audit x.txt --format jsn
