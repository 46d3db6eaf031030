# All bad rows are in the database, and with --evidence all in the report, too.
cat >pack.json <<'END'
{ "rules_version": 1, "rules": [ { "id": "validity.even-only", "rows": { "sql": "SELECT rowid FROM data WHERE n % 2" }, "severity": "warn", "title": "{value:count row}" },
  { "id": "validity.small", "rows": { "column": "n", "range": { "max": 8 } }, "severity": "warn", "title": "{value:count row}" } ] }
END
printf 'n\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n' >a.csv
printf 'n\n11\n12\n13\n' >b.csv
listed() { python3 -c 'import json, sys
report = json.load(sys.stdin)
for f in report["findings"]: print(f["rule"], [e["row"] for e in f["evidence"]])
for s in report["dataset"]["sources"]: print(s["path"], s.get("lines"))'; }
for evidence in 2 all; do
	echo "--evidence $evidence"
	assay audit a.csv b.csv --rules pack.json --now 2026-03-01 --evidence $evidence --json - --quiet --db out.db | listed
done
assay query out.db "SELECT rule, column_name, count(*) AS bad, group_concat(row, ' ') AS rows FROM assay_bad_row GROUP BY rule, column_name"
assay query out.db "SELECT row, n FROM assay_bad_row JOIN data ON data.rowid = row WHERE rule = 'validity.small'"
