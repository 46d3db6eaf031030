# A file of waivers is read before the data is, and its faults have their place.
printf 'a\n1\n' >rows.csv
try() {
	printf '%s\n' "$1" >waivers.json
	assay audit rows.csv --waivers waivers.json --quiet || echo "status $?"
}
try '{ "waivers_version": 2, "waivers": [] }'
try '{ "waivers_version": 1, "waivers": [ { "finding": "95d9", "until": "2027-01-01", "reason": "x" } ] }'
try '{ "waivers_version": 1, "waivers": [ { "finding": "0123456789abcdef", "until": "tomorrow", "reason": "x" } ] }'
try '{ "waivers_version": 1, "waivers": [ { "finding": "0123456789abcdef", "untill": "2027-01-01", "reason": "x" } ] }'
try '{ "waivers_version": 1, "waivers": [ { "finding": "0123456789abcdef", "until": "2027-01-01" } ] }'
assay audit rows.csv --waivers nothing.json --quiet || echo "status $?"
