# --github: annotations at the lines of the data, at most ten of a kind; the summary goes to standard error.
cp "$SAMPLES/orders.csv" .
assay audit orders.csv --id order_id --time ordered_at --now 2026-01-31 --github --line || echo "status $?"
