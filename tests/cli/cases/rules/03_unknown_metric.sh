# A pack is checked before anything is read: the place of the mistake, and what may have been meant.
cat >pack.json <<'END'
{ "rules_version": 1, "rules": [
  { "id": "completeness.rows-enough", "metric": "completeness.row", "min": 2, "severity": "error", "title": "few rows" }
] }
END
printf 'a\n1\n' >x.csv
assay audit x.csv --rules pack.json --now 2026-01-31T12:00:00Z
