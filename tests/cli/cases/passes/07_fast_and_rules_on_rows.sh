# Rules on rows look into the database all the same: somebody asked for each of them.
printf 'a,b\n1,2\n1,9\n' >a.csv
printf '{"rules_version": 1, "rules": [{"id": "validity.b", "rows": {"column": "b", "range": {"max": 5}}, "severity": "error", "title": "{column}: {value:count row} too large"}]}' >p.json
assay audit a.csv --rules p.json --fast --line
