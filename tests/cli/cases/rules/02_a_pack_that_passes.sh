cat >pack.json <<'END'
{ "rules_version": 1, "rules": [
  { "id": "completeness.rows-enough", "metric": "completeness.rows", "min": 2, "severity": "error", "title": "only {value:count} rows" }
] }
END
printf 'name,age\nAda,36\nAlan,41\n' >people.csv
assay audit people.csv --rules pack.json --now 2026-01-31T12:00:00Z --quiet
echo "status $?"
