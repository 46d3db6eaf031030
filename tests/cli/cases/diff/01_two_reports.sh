# What changed from one report to the other, worst first. The status is 1: something notable did.
# Orders of a month: rows, the scale of prices, and what colours there are. The same numbers on every machine.
orders() {
	awk -v rows=$1 -v scale=$2 -v colours="$3" 'BEGIN {
		split(colours, colour, " "); k = length(colour); print "id,price,stars,colour,day"
		for (i = 1; i <= rows; i++) printf "%d,%.2f,%d,%s,2025-%02d-%02d\n", i, scale * (1 + (i * 7919) % 1009 / 100), 1 + (i * 31) % 5, colour[1 + (i * 13) % k], scale, 1 + i % 28
	}'
}
orders 600 1 'red green blue' >january.csv
orders 500 3 'red green teal' | sed '1s/stars/rating/; 2,300s/,[0-9.]*,/,,/' >february.csv
assay audit january.csv --now 2026-01-31 --json january.json --quiet
assay audit february.csv --now 2026-02-28 --json february.json --quiet
assay diff january.json february.json || echo "status $?"
