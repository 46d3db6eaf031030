printf '{ "rules_version": 1,\n  "rules": [ oops ] }\n' >pack.json
printf 'a\n1\n' >x.csv
assay audit x.csv --rules pack.json --now 2026-01-31T12:00:00Z
