: >empty.csv
assay audit empty.csv --now 2026-01-31
