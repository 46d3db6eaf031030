printf 'a\n1\n' >x.csv
assay audit x.csv --rules nowhere.json --now 2026-01-31T12:00:00Z
