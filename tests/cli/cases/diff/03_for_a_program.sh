# As JSON: every figure of the dataset that changed, those of columns that changed much, drift with errors and reasons.
# Orders of a month: rows, the scale of prices, and what colours there are. The same numbers on every machine.
orders() {
	awk -v rows=$1 -v scale=$2 -v colours="$3" 'BEGIN {
		split(colours, colour, " "); k = length(colour); print "id,price,stars,colour,day"
		for (i = 1; i <= rows; i++) printf "%d,%.2f,%d,%s,2025-%02d-%02d\n", i, scale * (1 + (i * 7919) % 1009 / 100), 1 + (i * 31) % 5, colour[1 + (i * 13) % k], scale, 1 + i % 28
	}'
}
orders 600 1 'red green blue' >january.csv
orders 500 3 'red green teal' | sed '1s/stars/rating/' >february.csv
assay audit january.csv --now 2026-01-31 --json january.json --quiet
assay audit february.csv --now 2026-02-28 --json february.json --quiet
assay diff january.json february.json --json diff.json --quiet || echo "status $?"
jq -c 'keys_unsorted' diff.json
jq -c '.old, .new, .schema, .notable' diff.json
jq -c '.changes[] | [.severity, .kind, .column]' diff.json
jq -c '.drift[] | [.column, .ks, .psi, .v, .approximate.ks.error, .null_because.v]' diff.json
jq -c '.figures.dataset[] | select(.metric | startswith("completeness"))' diff.json
assay diff - february.json --json - <january.json 2>summary.txt | cmp - diff.json
assay diff january.json february.json >again.txt || cmp summary.txt again.txt
