printf '\357\273\277a,b\n1,2\n' >bom.csv
assay audit bom.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT a, b FROM data'
