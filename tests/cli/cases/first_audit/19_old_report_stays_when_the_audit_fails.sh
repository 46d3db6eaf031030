# A report of an earlier run is replaced by a complete one, or not at all; nothing half-written is left.
printf 'a,b\n1,2\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --json report.json --quiet
cp report.json before.json
assay audit x.csv missing.csv --now 2026-01-31T12:00:00Z --json report.json --quiet || echo "status $?"
cmp report.json before.json
ls
