# Nothing but the report.
printf 'a,b\n1,2\n3,4\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --json - --quiet | jq -r .verdict.result
