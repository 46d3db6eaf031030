# --json keeps the report: the same figures, for a program. It is there whole or not at all.
printf 'a,b\n1,2\n3,4\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --json report.json --quiet
jq -c '[.report_version, .dataset.rows, .dataset.columns, .verdict.result, .columns[0].name, .columns[0].numeric.mean]' report.json
ls
