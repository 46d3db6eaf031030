printf 'a,b\n"1"x,2\n3,4\n' >quote.csv
assay audit quote.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason, raw FROM assay_reject'
