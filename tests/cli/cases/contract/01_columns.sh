# A contract says which columns there are, of which types, and which may have gaps.
cat >contract.json <<'PACK'
{
	"rules_version": 1,
	"columns": [
		{ "name": "id", "type": "integer", "nullable": false },
		{ "name": "city", "type": "text" },
		{ "name": "price", "type": "real" },
		{ "name": "paid", "type": ["boolean", "integer"] }
	],
	"columns_in_order": true,
	"rules": []
}
PACK
printf 'id,city,price,paid\n1,Rome,3,true\n2,,4,false\n' >good.csv
printf 'city,id,price,color,payed\n1,,x,red,true\n2,2,y,red,false\n' >bad.csv
for file in good bad; do
	status=0
	assay audit $file.csv --rules contract.json --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$file: status $status"
	jq -r '(.findings[], .not_evaluated[]) | "  " + .severity + "  " + .rule + ": " + (.title // .reason)' report.json
done
sed 's/"rules": \[\]/"other_columns": "ignore", "rules": []/; s/"columns_in_order": true,//' contract.json >loose.json
assay audit bad.csv --rules loose.json --now 2026-01-31 --json - --quiet | jq -r '(.findings[], .not_evaluated[]) | "loose: " + .rule'
