# A classification pack wants a label, classes of some size, and no contradictions.
awk 'BEGIN { print "x,y,label"; for (i = 0; i < 60; i++) print i * 7 % 61 "," i * i % 17 "," (i % 3 ? "cat" : "dog") }' >good.csv
awk 'BEGIN { print "x,y,label"; for (i = 0; i < 60; i++) print i % 5 ",1," (i % 59 ? "cat" : "dog") }' >bad.csv
for run in 'good.csv --label label' 'bad.csv --label label' 'good.csv'; do
	status=0
	assay audit $run --rules classification --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$run: status $status"
	jq -r '(.findings[], .not_evaluated[]) | select(.severity == "error") | "  " + .rule + ": " + (.title // .reason)' report.json
done
