# rules/default.json is the built-in pack: naming it changes nothing.
cp "$SAMPLES/predictions.csv" "$SAMPLES/../rules/default.json" .
assay audit predictions.csv --label label --now 2026-01-31T12:00:00Z --quiet --json built-in.json || echo "status $?"
assay audit predictions.csv --label label --rules default.json --now 2026-01-31T12:00:00Z --quiet --json named.json || echo "status $?"
jq -c '[.findings[].id]' built-in.json >a
jq -c '[.findings[].id]' named.json | cmp - a
jq -c '.verdict' named.json
