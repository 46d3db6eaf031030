# Rules on rows and the reference look into the database, beside the passes.
printf 'id,n\n1,2\n' >a.csv
printf '{"rules_version": 1, "columns": [{"name": "id"}], "rules": [{"id": "validity.n", "rows": {"column": "n", "not_null": true}, "severity": "error", "title": "x"}]}' >p.json
assay audit a.csv --rules p.json --reference a.csv --key id --explain-plan | sed -n '/^the database/,/^$/p; /^nothing/,/^$/p'
