# --junit: a test case a rule, for GitLab, Jenkins and others. What does not fail the gate passes, with what was found in its output.
cp "$SAMPLES/orders.csv" .
cat >pack.json <<'END'
{ "rules_version": 1, "rules": [
  { "id": "uniqueness.keys", "metric": "uniqueness.duplicate_keys", "max": 0, "severity": "error", "evidence": "uniqueness.duplicate_key_rows",
    "title": "{value:count row} with the id of an earlier row", "action": "Keep the right one." },
  { "id": "completeness.gaps", "metric": "completeness.missing_fraction", "max": 0.2, "severity": "warn", "evidence": "completeness.missing_rows",
    "title": "{column}: {value:percent} are missing" },
  { "id": "completeness.rows", "metric": "completeness.rows", "min": 1, "severity": "error", "title": "no row" },
  { "id": "accuracy.right", "metric": "accuracy.accuracy", "min": 0.9, "severity": "error", "title": "wrong" },
  { "id": "accuracy.kappa", "metric": "accuracy.kappa", "min": 0.9, "severity": "info", "title": "wrong" } ] }
END
assay audit orders.csv --id order_id --rules pack.json --now 2026-01-31 --quiet --junit - || echo "status $?"
