# One audit gives all forms, and a saved report gives the same bytes and the same exit status later, without the data.
cp "$SAMPLES/orders.csv" .
assay audit orders.csv --id order_id --now 2026-01-31 --quiet --json r.json --junit r.xml --sarif r.sarif --md r.md --db r.db --github >r.txt || echo "status $?"
rm orders.csv
for form in json:r.json junit:r.xml sarif:r.sarif md:r.md github:r.txt; do
	assay render r.json --format "${form%%:*}" --output again || echo "status $?"
	cmp again "${form##*:}"
done
assay render - --format line <r.json || echo "status $?"
assay render r.db --format line || echo "status $?"
ls
