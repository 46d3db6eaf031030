# A finding that was not looked for is neither gone nor new.
status=0
assay audit "$SAMPLES/orders.csv" --id order_id --now 2026-01-31 --json full.json --quiet || status=$?
assay audit "$SAMPLES/orders.csv" --id order_id --now 2026-01-31 --fast --json fast.json --quiet
assay diff full.json fast.json | sed 1d
assay diff fast.json full.json | sed 1d
