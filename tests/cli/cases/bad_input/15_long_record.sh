awk 'BEGIN { print "a,b"; print "1,2"; printf "3,"; for (i = 0; i < 3000000; i++) printf "x"; print ""; print "5,6" }' >long.csv
assay audit long.csv --now 2026-01-31 --max-record 1M --db r.db --quiet || test $? = 1
assay query r.db 'SELECT line, reason, bytes FROM assay_reject'
assay query r.db 'SELECT * FROM data'
