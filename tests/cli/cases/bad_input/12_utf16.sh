printf '\377\376a\0,\0b\0\n\0001\0,\0\351\0\n\0' >utf16.csv
assay audit utf16.csv --now 2026-01-31 --db r.db --quiet || test $? = 1
assay query r.db 'SELECT a, b FROM data'
assay query r.db 'SELECT encoding FROM assay_source'
