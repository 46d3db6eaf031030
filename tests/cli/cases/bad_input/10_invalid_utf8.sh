printf 'a,b\n1,caf\351\n3,4\n' >latin.csv
assay audit latin.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason FROM assay_reject'
