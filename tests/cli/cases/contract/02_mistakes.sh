printf 'a\n1\n' >x.csv
try() {
	echo "{ \"rules_version\": 1, $1, \"rules\": [] }" >p.json
	assay audit x.csv --rules p.json --quiet || echo "status $?"
}
try '"columns": [ { "name": "a", "type": "number" } ]'
try '"columns": [ { "name": "a" }, { "name": "a" } ]'
try '"columns": [ { "nmae": "a" } ]'
try '"columns": [ { "name": "a" } ], "other_columns": "forbid"'
