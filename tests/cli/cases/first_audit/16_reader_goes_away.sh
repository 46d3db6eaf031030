# A reader that has seen enough is no failure.
cp "$SAMPLES/orders.csv" .
{ assay audit orders.csv --now 2026-01-31T12:00:00Z --db o.db; echo "status $?" >&2; } | head -n 1
{ assay query o.db 'SELECT a.* FROM data a, data b' --format csv; echo "status $?" >&2; } | head -n 1
{ assay list metrics; echo "status $?" >&2; } | head -n 1
