# A sample with many planted defects, see samples/README.md. The summary shows the worst first, and fits a screen.
cp "$SAMPLES/orders.csv" .
assay audit orders.csv --id order_id --time ordered_at --now 2026-01-31T12:00:00Z
