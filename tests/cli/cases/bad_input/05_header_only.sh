echo 'a,b,c' >header.csv
assay audit header.csv --now 2026-01-31
