# --proba marks what a model gave as probabilities: rules on leaks and outliers pass over a model's outputs.
awk 'BEGIN { print "label,p_yes"; for (i = 0; i < 300; i++) print (i % 2 ? "yes" : "no") "," (i % 2 ? 0.9 : 0.1) + i / 10000 }' >scores.csv
assay audit scores.csv --label label --now 2026-01-31T12:00:00Z --json - 2>/dev/null | jq -c '[.findings[].rule]'
assay audit scores.csv --label label --proba p_yes --now 2026-01-31T12:00:00Z --json - 2>/dev/null | jq -c '[.findings[].rule]'
