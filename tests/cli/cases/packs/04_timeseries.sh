# Rows in time: in order, without gaps, with a time each.
awk 'BEGIN { print "at,value"; for (i = 0; i < 48; i++) printf "2026-01-%02dT%02d:00:00Z,%d\n", 10 + int(i / 24), i % 24, i * 7 % 13 }' >good.csv
awk 'BEGIN { print "at,value"; for (i = 0; i < 48; i++) if (i < 20 || i > 30) printf "2026-01-%02dT%02d:00:00Z,%d\n", 10 + int(i / 24), i % 24, i; print ",5"; print "2026-01-10T05:30:00Z,1" }' >bad.csv
for run in 'good.csv --time at' 'bad.csv --time at' 'good.csv'; do
	status=0
	assay audit $run --rules timeseries --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$run: status $status"
	jq -r '(.findings[], .not_evaluated[]) | select(.severity == "error") | "  " + .rule + ": " + (.title // .reason)' report.json
done
