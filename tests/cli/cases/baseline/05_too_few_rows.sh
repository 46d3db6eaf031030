# Below a hundred values a column's drift is not computed, and the report says so.
# Orders of a month: rows, the scale of prices, and what colours there are. The same numbers on every machine.
orders() {
	awk -v rows=$1 -v scale=$2 -v colours="$3" 'BEGIN {
		split(colours, colour, " "); k = length(colour); print "id,price,stars,colour,day"
		for (i = 1; i <= rows; i++) printf "%d,%.2f,%d,%s,2025-%02d-%02d\n", i, scale * (1 + (i * 7919) % 1009 / 100), 1 + (i * 31) % 5, colour[1 + (i * 13) % k], scale, 1 + i % 28
	}'
}
orders 90 1 'red green blue' >small.csv
orders 500 1 'red green blue' >large.csv
assay audit small.csv --now 2026-01-31 --json small.json --quiet
assay audit large.csv --now 2026-02-28 --baseline small.json --json large.json --quiet
jq -c '.columns[] | select(.name == "price") | .drift.ks, .null_because' large.json
