# The same as CSV and as JSON; a report that has no such figure has no value.
printf 'a,b\n1,2\n3,4\n' >1.csv
printf 'a\nx\ny\n' >2.csv
printf 'a,b\n1,2\n5,9\n' >3.csv
for i in 1 2 3; do
	assay audit $i.csv --now 2026-01-0$i --json "day, $i.json" --quiet
done
assay history day*.json --metric representativeness.mean --column b --csv
assay history day*.json --metric representativeness.mean --column b --format json
assay history day*.json --metric representativeness.mean --column b --ascii
