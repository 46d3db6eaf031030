printf 'a,b\r\n1,2\r\n3,4\r\n' >crlf.csv
printf 'a,b\r1,2\r3,4\r' >cr.csv
assay audit crlf.csv cr.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT * FROM data'
assay query r.db 'SELECT path, rows FROM assay_source'
