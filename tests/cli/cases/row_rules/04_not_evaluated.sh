# What could not be evaluated is never a pass: a column that is gone, no row to look at, SQL that fails, a file that is not there.
cat >pack.json <<'END'
{ "rules_version": 1, "rules": [
  { "id": "validity.gone", "rows": { "column": "statu", "not_null": true }, "severity": "error", "title": "x" },
  { "id": "validity.gone-too", "rows": { "sum": { "of": ["a", "b"], "equals": "totl" } }, "severity": "error", "title": "x" },
  { "id": "validity.empty", "rows": { "column": "none", "matches": "." }, "severity": "error", "title": "x" },
  { "id": "validity.nobody", "rows": { "column": "a", "range": { "min": 0 }, "where": "status = 'lost'" }, "severity": "error", "title": "x" },
  { "id": "validity.where", "rows": { "column": "a", "range": { "min": 0 }, "where": "state = 'lost'" }, "severity": "error", "title": "x" },
  { "id": "validity.key", "rows": { "foreign_key": { "column": "a", "file": "nowhere.csv" } }, "severity": "error", "title": "x" },
  { "id": "validity.key-column", "rows": { "foreign_key": { "column": "status", "file": "states.csv", "file_column": "nam" } }, "severity": "error", "title": "x" },
  { "id": "validity.sql", "rows": { "sql": "SELECT rowid FROM dta" }, "severity": "error", "title": "x" },
  { "id": "validity.sql-text", "rows": { "sql": "SELECT status FROM data" }, "severity": "error", "title": "x" },
  { "id": "validity.sql-writes", "rows": { "sql": "DELETE FROM data RETURNING rowid" }, "severity": "error", "title": "x" },
  { "id": "validity.sql-attaches", "rows": { "sql": "ATTACH 'other.db' AS other" }, "severity": "error", "title": "x" },
  { "id": "validity.fine", "rows": { "column": "statu", "not_null": true }, "if_absent": "ignore", "severity": "error", "title": "x" },
  { "id": "validity.explodes", "rows": { "column": "long", "matches": "^(a+)+$" }, "severity": "error", "title": "x" }
] }
END
printf 'name\nnew\n' >states.csv
printf 'status,a,b,total,none,long\nnew,1,2,3,,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n' >x.csv
assay audit x.csv --rules pack.json --now 2026-03-01 --json - --quiet | python3 -c '
import json, sys
report = json.load(sys.stdin)
for n in report["not_evaluated"]:
    print(n["rule"] + ":", n["reason"])
print(report["verdict"]["result"], sorted({r["outcome"] for r in report["rules"]}))'
ls *.db 2>/dev/null || echo 'no database was made'
