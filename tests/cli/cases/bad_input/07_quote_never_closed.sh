printf 'a,b\n1,2\n3,"open\n5,6\n7,8\n' >open.csv
assay audit open.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason, raw FROM assay_reject'
assay query r.db 'SELECT * FROM data'
