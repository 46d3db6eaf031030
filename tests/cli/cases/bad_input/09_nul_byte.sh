printf 'a,b\n1,2\n3\0,4\n5,6\n' >nul.csv
assay audit nul.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason FROM assay_reject'
