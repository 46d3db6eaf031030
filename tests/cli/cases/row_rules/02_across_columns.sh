# Across columns and files: order, sums, keys of several columns, keys of another file, and SQL for the rest.
mkdir packs
cat >packs/pack.json <<'END'
{ "rules_version": 1, "rules": [
  { "id": "validity.starts-first", "rows": { "compare": { "left": "start", "is": "<=", "right": "end" } },
    "severity": "error", "title": "{value:count row} where {column} is after {other}" },
  { "id": "validity.adds-up", "rows": { "sum": { "of": ["net", "tax"], "equals": "gross", "tolerance": 0.01 } },
    "severity": "error", "title": "{value:count row} where net and tax are not gross" },
  { "id": "uniqueness.booking", "rows": { "unique": ["room", "start"] }, "severity": "error", "title": "{value:count row} of a room that is taken" },
  { "id": "validity.country", "rows": { "foreign_key": { "column": "country", "file": "countries.csv", "file_column": "code" } },
    "severity": "error", "title": "{column}: {value:count row} with an unknown country" },
  { "id": "validity.dear", "rows": { "sql": "SELECT rowid FROM data WHERE gross > 3 * (SELECT avg(gross) FROM data) ORDER BY gross" },
    "severity": "warn", "title": "{value:count row} far above the mean" }
] }
END
printf 'code,name\nDE,Germany\nAT,Austria\nNO,Norway\n' >packs/countries.csv
cat >stays.csv <<'END'
room,start,end,net,tax,gross,country
1,2026-01-01,2026-01-03,0.1,0.2,0.3,DE
1,2026-01-01,2026-01-02,100,19,119,AT
2,2026-01-05,2026-01-04,100,7,107.02,NO
2,2026-01-06,2026-01-06,50,3.5,53.51,XX
,2026-01-06,2026-01-06,,3.5,53.51,
3,2026-01-06,2026-01-09,2000,380,2380,DE
END
assay audit stays.csv --rules packs/pack.json --now 2026-03-01 --json report.json --line || echo "status $?"
python3 - <<'END'
import json
report = json.load(open('report.json'))
for f in report['findings']:
    print(f['rule'], '|', f['title'], '|', f['where'], [(e['row'], e['excerpt']) for e in f['evidence']])
END
