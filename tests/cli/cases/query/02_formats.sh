# NULL shows as NULL in a table, as nothing in CSV, as null in JSON; a text stays a text.
printf 'id,name\n1,Ada\n2,Alan\n3,\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --db x.db --quiet
for format in table csv json; do assay query x.db 'SELECT *, 1.5 AS half, x'"'00ff'"' AS bytes FROM data' --format $format; done
assay query x.db 'SELECT * FROM data WHERE 0'
assay query x.db 'SELECT * FROM data WHERE 0' --format csv
assay query x.db 'SELECT * FROM data WHERE 0' --format json
