# Nothing to say is also said.
seq 60 | awk 'BEGIN { print "id,size" } { print $1 "," $1 * 37 % 101 }' >good.csv
assay audit good.csv --id id --now 2026-01-31 --quiet --json r.json
for form in md github line; do
	assay render r.json --format $form
done
assay render r.json --format junit | grep -o 'failures="[0-9]*" errors="[0-9]*"'
assay render r.json --format sarif | jq -c '.runs[0].results'
