# --id should name one row: repeats and gaps are findings, with the rows.
printf 'id,x\n1,a\n2,b\n2,c\n,d\n' >ids.csv
assay audit ids.csv --id id --now 2026-01-31T12:00:00Z
