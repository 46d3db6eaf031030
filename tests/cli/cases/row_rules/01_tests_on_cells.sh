# Rules that every row must keep by itself. A finding says how many rows do not, and lists them with file and line.
cat >pack.json <<'END'
{ "rules_version": 1, "rules": [
  { "id": "validity.status-known", "rows": { "column": "status", "values_in": ["new", "paid", "sent"] },
    "severity": "error", "title": "{column}: {value:count row} with an unknown status", "action": "Use one of new, paid, sent." },
  { "id": "validity.id-form", "rows": { "column": "id", "matches": "^A-[0-9]{4}$" },
    "severity": "error", "title": "{column}: {value:count row} whose id is not A- and four digits" },
  { "id": "validity.quantity-range", "rows": { "column": "quantity", "range": { "min": 1, "max": 99 } },
    "severity": "error", "title": "{column}: {value:count row} out of range" },
  { "id": "validity.ordered-range", "rows": { "column": "ordered", "range": { "min": "2026-01-01", "max": "2026-02-01", "exclusive": false } },
    "severity": "warn", "title": "{column}: {value:count row} not of January" },
  { "id": "uniqueness.id", "rows": { "column": "id", "unique": true }, "severity": "error", "title": "{column}: {value:count row} with an id of an earlier row" },
  { "id": "completeness.status", "rows": { "column": "status", "not_null": true }, "severity": "warn", "title": "{column}: {value:count row} without one" },
  { "id": "validity.notes", "rows": { "column": "n*", "length": { "max": 5 }, "where": "status = 'paid'" }, "severity": "info", "title": "{column}: {value:count row} too long" }
] }
END
cat >orders.csv <<'END'
id,status,quantity,ordered,note,name
A-0001,new,1,2026-01-02,ok,Ada
A-0002,paid,0,2026-01-03,far too long,Grace
A-0002,PAID,7,2025-12-31,far too long,Alan
B-3,sent,many,someday,,Edsger
A-0005,,100,2026-02-01,,Barbara
A-0006,paid,99,2026-02-02,fine,Donald Ervin
END
assay audit orders.csv --rules pack.json --now 2026-03-01 --json report.json --line || echo "status $?"
python3 - <<'END'
import json
report = json.load(open('report.json'))
for f in report['findings']:
    print(f['severity'], f['rule'], '|', f['title'], '|', f['limit'], '|', [e['excerpt'] for e in f['evidence']])
END
