# Options stand before or behind operands, with = or without, and the last one holds; what follows -- is no option.
printf 'a,b\n1,2\n' >x.csv
cp x.csv ./--header
assay audit --quiet --now=2026-01-31 x.csv --json one.json
assay audit --now 2025-01-01 --now 2026-01-31 --json=two.json --quiet -- x.csv
cmp one.json two.json
assay audit --quiet --now 2026-01-31T12:00:00Z -- --header
