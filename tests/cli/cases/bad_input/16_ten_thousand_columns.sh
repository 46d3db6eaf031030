awk 'BEGIN { for (r = 0; r < 3; r++) for (c = 0; c < 10000; c++) printf "%s%s", r ? r * c : "c" c, c < 9999 ? "," : "\n" }' >wide.csv
assay audit wide.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT count(*) AS columns, count(DISTINCT table_name) AS tables FROM assay_column'
assay query r.db 'SELECT d6.c9999 FROM data_6 AS d6'
