# A gate on the trend: the latest value against the median of those before it.
for run in 1:100 2:104 3:97 4:101 5:180; do
	awk -v n="${run#*:}" 'BEGIN { print "id"; for (i = 0; i < n; i++) print i }' >rows.csv
	assay audit rows.csv --now "2026-01-0${run%:*}" --json "${run%:*}.json" --quiet
done
status() {
	status=0
	assay history "$@" --metric completeness.rows || status=$?
	echo "status $status"
}
status 1.json 2.json 3.json 4.json --max-change 20%
status 1.json 2.json 3.json 4.json 5.json --max-change 20%
status 3.json 4.json 5.json --max-change 100
status 1.json 2.json --max-change 1%
status 1.json 2.json --max-change much
