# --sarif: a result a finding, at the lines that show it, for code scanning and editors.
cp "$SAMPLES/orders.csv" .
assay audit orders.csv --id order_id --time ordered_at --now 2026-01-31 --line --sarif orders.sarif || echo "status $?"
jq -c '[.version, .runs[0].tool.driver.name, (.runs[0].results | length)]' orders.sarif
jq '.runs[0].results[0, 3]' orders.sarif
jq '.runs[0].tool.driver.rules[] | select(.id == "completeness.missing-many")' orders.sarif
