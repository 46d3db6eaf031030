# What the HTML page has as tables can be read without a browser, too: the verdicts of drift, the worst first, and some rows.
orders() {
	awk -v rows=$1 -v scale=$2 -v colours="$3" 'BEGIN {
		split(colours, colour, " "); k = length(colour); print "id,price,stars,colour,mail"
		for (i = 1; i <= rows; i++) printf "%d,%.2f,%d,%s,user%d@example.com\n", i, scale * (1 + (i * 7919) % 1009 / 100), 1 + (i * 31) % 5, colour[1 + (i * 13) % k], i
	}'
}
# A table of the page: a line a row, cells between bars.
table() {
	tr -d '\n' <$2 | sed 's/<table/\n<table/g; s/<\/table>/\n/g' | grep "^<table class=\"$1" |
		sed 's/<caption>[^<]*<\/caption>//; s/<\/tr>/\n/g' | sed 's/<svg.*<\/svg>//; s/<\/t[dh]>/ | /g; s/<[^>]*>//g'
}
orders 600 1 'red green blue' >january.csv
orders 500 2 'red green blue teal' | sed '1s/stars/rating/' >february.csv
assay audit january.csv --now 2026-01-31 --json january.json --quiet --show-values
assay audit february.csv --now 2026-02-28 --baseline january.json --html february.html --quiet
table 'sortable drift' february.html
table rows february.html | head -8
assay audit february.csv --now 2026-02-28 --baseline january.json --html redacted.html --quiet --redact
table 'sortable drift' redacted.html | cut -d '|' -f 1,3
table rows redacted.html
