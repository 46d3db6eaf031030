printf 'a,b\n1,2\n3\n4,5,6\n7,8\n' >ragged.csv
assay audit ragged.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason, raw FROM assay_reject'
