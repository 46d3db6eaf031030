# A rule on a figure that there is not counts as not evaluated, never as kept; when it is error-level, the gate fails.
cat >pack.json <<'END'
{ "rules_version": 1, "rules": [
  { "id": "accuracy.good", "metric": "accuracy.accuracy", "min": 0.9, "severity": "error", "title": "accuracy is only {value:percent}" }
] }
END
printf 'a\n1\n2\n' >x.csv
assay audit x.csv --rules pack.json --now 2026-01-31T12:00:00Z
