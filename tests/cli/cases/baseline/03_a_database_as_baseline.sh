# The database of an audit keeps its report, too; the figures are the same.
# Orders of a month: rows, the scale of prices, and what colours there are. The same numbers on every machine.
orders() {
	awk -v rows=$1 -v scale=$2 -v colours="$3" 'BEGIN {
		split(colours, colour, " "); k = length(colour); print "id,price,stars,colour,day"
		for (i = 1; i <= rows; i++) printf "%d,%.2f,%d,%s,2025-%02d-%02d\n", i, scale * (1 + (i * 7919) % 1009 / 100), 1 + (i * 31) % 5, colour[1 + (i * 13) % k], scale, 1 + i % 28
	}'
}
orders 600 1 'red green blue' >january.csv
orders 500 2 'red green' >february.csv
assay audit january.csv --now 2026-01-31 --json january.json --db january.db --quiet
assay audit february.csv --now 2026-02-28 --baseline january.json --json one.json --quiet
assay audit february.csv --now 2026-02-28 --baseline january.db --json two.json --quiet
assay audit february.csv --now 2026-02-28 --baseline - --json three.json --quiet <january.json
cmp one.json two.json
cmp one.json three.json
