# A regression predicts numbers.
awk 'BEGIN { print "x,y"; for (i = 0; i < 200; i++) print i * 7 % 61 "," i * i % 97 }' >good.csv
awk 'BEGIN { print "x,y"; for (i = 0; i < 200; i++) print i * 7 % 61 "," (i % 2 ? "high" : "low") }' >bad.csv
for run in 'good.csv --label y' 'bad.csv --label y' 'good.csv'; do
	status=0
	assay audit $run --rules regression --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$run: status $status"
	jq -r '(.findings[], .not_evaluated[]) | select(.severity == "error") | "  " + .rule + ": " + (.title // .reason)' report.json
done
