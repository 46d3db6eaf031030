# --md: for a pull request's comment or a job's summary.
cp "$SAMPLES/orders.csv" .
assay audit orders.csv --id order_id --time ordered_at --now 2026-01-31 --quiet --md - || echo "status $?"
