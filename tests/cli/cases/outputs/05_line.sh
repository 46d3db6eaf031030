# --line: one line in place of the summary, --quiet or not.
cp "$SAMPLES/orders.csv" .
printf 'a,b\n1,2\n3,5\n' >good.csv
assay audit orders.csv --id order_id --now 2026-01-31 --line || echo "status $?"
assay audit good.csv good.csv --line --quiet
assay audit good.csv --line --json - | jq .dataset.rows
