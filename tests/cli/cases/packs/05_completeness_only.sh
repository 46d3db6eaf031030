# Nothing is judged but whether all is there.
printf 'a,b\n1,x\n1,x\n' >good.csv
printf 'a,b\n1,\n1,x\n2\n' >bad.csv
for file in good bad; do
	status=0
	assay audit $file.csv --rules completeness-only --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$file: status $status"
	jq -r '.findings[] | "  " + .title' report.json
done
