# A waiver of what was not found is told: it may be a typing error, or mended.
printf 'id,a\n1,x\n2,y\n' >rows.csv
echo '{ "waivers_version": 1, "waivers": [ { "finding": "0123456789abcdef", "until": "2027-01-01", "reason": "old" } ] }' >waivers.json
assay audit rows.csv --id id --now 2026-01-31 --waivers waivers.json --json report.json | head -2
jq -c .waivers report.json
