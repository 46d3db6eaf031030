# "allow_rows" and "allow": bad rows that are borne, as a number or as a share of the rows that were looked at.
i=0
echo 'code' >codes.csv
while [ $i -lt 200 ]; do i=$((i + 1)); echo "C$i"; done >>codes.csv
printf 'x1\nx2\nx3\n' >>codes.csv
for allow in '"allow_rows": 3' '"allow_rows": 2' '"allow": "1.5%"' '"allow": "1 %"'; do
	cat >pack.json <<END
{ "rules_version": 1, "rules": [ { "id": "validity.code", "rows": { "column": "code", "matches": "^C" }, $allow,
  "severity": "error", "title": "{value:count row}, {limit} allowed" } ] }
END
	echo "$allow"
	assay audit codes.csv --rules pack.json --now 2026-03-01 --json - --quiet | python3 -c '
import json, sys
report = json.load(sys.stdin)
print("  ", report["verdict"]["result"], report["rules"][0]["outcome"], [(f["title"], f["limit"]) for f in report["findings"]])'
done
