printf 'id,id,,ID\n1,2,3,4\n' >names.csv
assay audit names.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT id, name, column_name FROM assay_column'
