# A pack is checked before anything is read: each mistake with its line and column.
printf 'a\n1\n' >x.csv
try() {
	printf '{ "rules_version": 1, "rules": [\n{ "id": "validity.r", "severity": "error", "title": "x",\n%s } ] }\n' "$1" >pack.json
	assay audit x.csv --rules pack.json --quiet || true
}
try '"rows": { "column": "a" }'
try '"rows": { "column": "a", "value_in": ["x"] }'
try '"rows": { "column": "a", "values_in": [] }'
try '"rows": { "column": "a", "values_in": ["x"], "matches": "x" }'
try '"rows": { "column": "a", "matches": "a(b" }'
try '"rows": { "matches": "a" }'
try '"rows": { "column": "a", "range": { "min": 2, "max": 1 } }'
try '"rows": { "column": "a", "range": { "min": "tomorrow" } }'
try '"rows": { "column": "a", "range": { "min": 1, "max": "2026-01-01" } }'
try '"rows": { "column": "a", "type": "interger" }'
try '"rows": { "column": "a", "not_null": false }'
try '"rows": { "column": "a", "unique": ["a", "b"] }'
try '"rows": { "unique": ["a", "a"] }'
try '"rows": { "compare": { "left": "a", "is": "=<", "right": "b" } }'
try '"rows": { "compare": { "left": "a", "right": "b" } }'
try '"rows": { "sum": { "of": ["a"], "equals": "b", "tolerance": -1 } }'
try '"rows": { "foreign_key": { "column": "a*", "file": "b.csv" } }'
try '"rows": { "sql": " " }'
try '"rows": { "sql": "SELECT 1", "where": "a" }'
try '"rows": { "column": "a", "not_null": true }, "allow_rows": 1.5'
try '"rows": { "column": "a", "not_null": true }, "allow": "many"'
try '"rows": { "column": "a", "not_null": true }, "allow": "1%", "allow_rows": 2'
try '"rows": { "column": "a", "not_null": true }, "metric": "completeness.rows"'
