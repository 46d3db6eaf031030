# The catalogue as JSON is valid, and has every name once.
for what in metrics rules analyses; do
	assay list $what --format json | jq -r '.[].name' >json
	assay list $what --format names >names
	cmp json names
	sort json | uniq -d
done
assay list metrics --format json | jq -c '.[] | select(.name == "completeness.missing_fraction")'
assay list rules --format json | jq -c '.[] | select(.name == "completeness.no-rows") | keys'
