# Another scale of prices, a new colour, a column that went and one that came, another type: each is a finding.
# Orders of a month: rows, the scale of prices, and what colours there are. The same numbers on every machine.
orders() {
	awk -v rows=$1 -v scale=$2 -v colours="$3" 'BEGIN {
		split(colours, colour, " "); k = length(colour); print "id,price,stars,colour,day"
		for (i = 1; i <= rows; i++) printf "%d,%.2f,%d,%s,2025-%02d-%02d\n", i, scale * (1 + (i * 7919) % 1009 / 100), 1 + (i * 31) % 5, colour[1 + (i * 13) % k], scale, 1 + i % 28
	}'
}
orders 600 1 'red green blue' >january.csv
orders 500 3 'red green blue teal' | sed '1s/stars/rating/; 2,$s/^\([0-9]*\)/x\1/' >february.csv
assay audit january.csv --now 2026-01-31 --json january.json --quiet
assay audit february.csv --now 2026-02-28 --baseline january.json --json february.json
jq -c '.dimensions.validity.schema' february.json
jq -c '.columns[] | select(.name == "price") | .drift, .missing_drift, .approximate' february.json
jq -c '.columns[] | select(.name == "colour") | .drift' february.json
