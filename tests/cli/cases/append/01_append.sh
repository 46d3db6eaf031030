# New files are added to the database of an earlier audit, and the report is on the whole: the same as if all had been audited together.
printf 'id,n,when\n1,4,2026-01-01\n2,5,2026-01-02\n' >monday.csv
printf 'n,id,shop\n6,3,x\nragged\nseven,2,y\n' >tuesday.csv
assay audit monday.csv --id id --now 2026-02-01 --db sales.db --quiet
status=0
assay audit tuesday.csv --append sales.db --id id --now 2026-02-01 --json appended.json || status=$?
echo "status $status"
assay audit monday.csv tuesday.csv --id id --now 2026-02-01 --json together.json --quiet || true
cmp appended.json together.json && echo the same report
assay query sales.db 'SELECT rowid, * FROM data'
assay query sales.db 'SELECT path, rows, rejected FROM assay_source'
