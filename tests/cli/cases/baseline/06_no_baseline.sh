# A baseline that cannot be read, or is no report, stops the audit before any data is read. It is never written over.
printf 'a\n1\n' >x.csv
assay audit x.csv --baseline nothing.json || echo "status $?"
assay audit x.csv --baseline x.csv || echo "status $?"
echo '{"report_version": 9}' >future.json
assay audit x.csv --baseline future.json || echo "status $?"
echo '{}' >other.json
assay audit x.csv --baseline other.json || echo "status $?"
assay audit x.csv --now 2026-01-31 --json report.json --quiet
assay audit x.csv --baseline report.json --json report.json || echo "status $?"
