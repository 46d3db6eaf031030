# More rows of the same kind are told, and are not notable: the status is 0.
# Orders of a month: rows, the scale of prices, and what colours there are. The same numbers on every machine.
orders() {
	awk -v rows=$1 -v scale=$2 -v colours="$3" 'BEGIN {
		split(colours, colour, " "); k = length(colour); print "id,price,stars,colour,day"
		for (i = 1; i <= rows; i++) printf "%d,%.2f,%d,%s,2025-%02d-%02d\n", i, scale * (1 + (i * 7919) % 1009 / 100), 1 + (i * 31) % 5, colour[1 + (i * 13) % k], scale, 1 + i % 28
	}'
}
orders 600 1 'red green blue' >january.csv
orders 900 1 'red green blue' >february.csv
assay audit january.csv --now 2026-01-31 --db january.db --quiet
assay audit february.csv --now 2026-02-28 --db february.db --quiet
assay diff january.db february.db
assay diff january.db january.db
