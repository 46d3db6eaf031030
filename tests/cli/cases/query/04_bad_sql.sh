printf 'id,name\n1,Ada\n2,Alan\n3,\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --db x.db --quiet
for sql in 'SELEC 1' 'SELECT * FROM daat' 'SELECT nmae FROM data' 'SELECT 1; SELECT 2' '' ';' 'SELECT'; do
	assay query x.db "$sql" || echo "status $?"
done
