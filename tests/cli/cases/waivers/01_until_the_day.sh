# A finding is waived to the end of a day; then it is back.
printf 'id,a\n1,x\n1,y\n2,z\n' >rows.csv
finding=$(assay audit rows.csv --id id --now 2026-01-31 --json - --quiet | jq -r '.findings[] | select(.rule == "uniqueness.duplicate-keys").id')
echo "{ \"waivers_version\": 1, \"waivers\": [ // known
	{ \"finding\": \"$finding\", \"until\": \"2026-01-31\", \"reason\": \"two systems give ids until February\", \"owner\": \"sales\" } ] }" >waivers.json
for day in 2026-01-31T23:59:59Z 2026-02-01T00:00:00Z; do
	status=0
	assay audit rows.csv --id id --now $day --waivers waivers.json --json report.json --quiet || status=$?
	echo "$day: status $status"
	jq -c '.verdict, .waivers, (.findings[] | select(.rule == "uniqueness.duplicate-keys").waived), (.rules[] | select(.rule == "uniqueness.duplicate-keys").outcome)' report.json
	assay summary report.json | head -3
done
