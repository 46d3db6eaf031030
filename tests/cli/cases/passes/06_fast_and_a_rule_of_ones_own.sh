# A rule that somebody wrote does not pass unheard, not even one that ignores null figures; the built-in ones are only marked.
printf 'a,b\n1,2\n1,2\n3,5\n' >a.csv
printf '{"rules_version": 1, "extends": "strict", "rules": [{"id": "uniqueness.mine", "metric": "uniqueness.duplicate_rows", "max": 0, "if_absent": "ignore", "severity": "error", "title": "{value:count row} twice"}, {"id": "correlation.mine", "metric": "correlation.pearson", "max": 0.9, "severity": "warn", "title": "{column} and {other}"}, {"id": "completeness.mine", "metric": "completeness.rows", "min": 2, "when": [{ "metric": "uniqueness.duplicate_rows", "max": 0 }], "severity": "info", "title": "few rows"}]}' >p.json
status=0
assay audit a.csv --rules p.json --fast --line || status=$?
echo "status $status"
assay audit a.csv --rules p.json --fast --json - --quiet | grep -A4 '"rule": "[a-z]*.mine",$' | grep -v '^--' | grep 'rule\|reason\|severity' || true
assay audit a.csv --rules strict --fast --line
