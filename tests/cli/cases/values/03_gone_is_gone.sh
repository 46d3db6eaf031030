# What a report does not hold cannot be shown again.
printf 'a,b\nann@example.com,1\nbob@example.com,2\n' >good.csv
assay audit good.csv --now 2026-01-31 --json masked.json --quiet
assay audit good.csv --now 2026-01-31 --json redacted.json --quiet --redact
assay render redacted.json --format line
jq -c '.run.values, [.columns[0].top[].value]' masked.json
assay render masked.json --format json --redact | cmp - redacted.json && echo "redacted all the same"
assay render masked.json --format line --show-values || echo "status $?"
assay render redacted.json --format line --show-values || echo "status $?"
