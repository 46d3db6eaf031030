# Two reports are needed, of a version that this assay reads: else the status is 2.
printf 'a\n1\n' >x.csv
assay audit x.csv --now 2026-01-31 --json x.json --quiet
assay diff x.json || echo "status $?"
assay diff x.json x.csv || echo "status $?"
assay diff nothing.json x.json || echo "status $?"
assay diff - - || echo "status $?"
assay diff x.json x.json --json x.json || echo "status $?"
# A report that somebody changed is compared as far as it goes.
echo '{"report_version": 1, "columns": [1, null, {"name": 3}, {"name": "a", "type": []}], "findings": {"id": 1}}' >strange.json
assay diff strange.json x.json
