# A baseline without its values says so, and cries no drift.
rows() {
	awk -v rows=$1 'BEGIN { print "id,owner,colour,price"; split("red green blue", colour, " ")
		for (i = 1; i <= rows; i++) printf "%d,user%d@example.com,%s,%.2f\n", i, i % 4, colour[1 + i % 3], 1 + i % 17 }'
}
rows 300 >old.csv
rows 320 >new.csv
assay audit old.csv --now 2026-01-31 --json masked.json --quiet
assay audit old.csv --now 2026-01-31 --json redacted.json --quiet --redact
for baseline in masked redacted; do
	assay audit new.csv --now 2026-02-28 --baseline $baseline.json --json - --quiet |
		jq -c '.columns[] | [.name, .drift.drifted, .null_because.drift // .null_because["drift.drifted"]]'
done
assay diff redacted.json masked.json
assay suggest redacted.json | jq -c '[.columns[].name], [.rules[] | select(.rows)]'
assay history masked.json redacted.json --metric representativeness.max --column price --format csv
