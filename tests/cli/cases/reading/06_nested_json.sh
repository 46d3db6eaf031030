# Objects are flattened to a.b, three levels unless --depth says otherwise; what is deeper, and every list, stays JSON.
printf '{"a": {"b": {"c": {"d": 1}}}, "tags": ["x", "y"]}\n' >x.jsonl
for depth in 1 2 3 4; do
	assay audit x.jsonl --depth $depth --now 2026-01-31T12:00:00Z --db x.db --quiet
	assay query x.db 'SELECT * FROM data' --format json
done
