# What the default pack warns of, the strict one refuses.
printf 'id,city\n1,Rome\n2,Oslo\n3,Bonn\n' >good.csv
printf 'id,city\n1,Rome\n2,rome\n2,rome\n3\n' >bad.csv
for file in good bad; do
	status=0
	assay audit $file.csv --rules strict --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$file: status $status"
	jq -r '.findings[] | select(.severity == "error") | "  " + .title' report.json
done
