# What the exit status means is a contract: 0 passed, 1 the gate failed, 2 not audited.
printf 'id,a\n1,x\n2,y\n' >clean.csv
printf 'id,a\n1,x\n2,x\n' >constant.csv
printf 'id,a\n1,x\n1,y\n' >repeats.csv
printf 'id,a\n1,x\n1,y\n3\n4\n' >both.csv
finding=$(assay audit repeats.csv --id id --now 2026-01-31 --json - --quiet | jq -r '.findings[] | select(.severity == "error").id')
waiver() {
	echo "{ \"waivers_version\": 1, \"waivers\": [ { \"finding\": \"$finding\", \"until\": \"$1\", \"reason\": \"known\" } ] }" >"$1.json"
}
waiver 2026-06-30
waiver 2025-06-30
rule='"severity": "error", "title": "t"'
echo "{ \"rules_version\": 1, \"rules\": [ { \"id\": \"validity.a\", \"metric\": \"validity.paded\", \"max\": 0, $rule } ] }" >bad.json
echo "{ \"rules_version\": 1, \"rules\": [ { \"id\": \"validity.a\", \"metric\": \"validity.padded\", \"max\": 0, \"column\": \"gone\", $rule } ] }" >gone.json
try() {
	what=$1
	shift
	status=0
	assay audit "$@" --id id --now 2026-01-31 --quiet 2>message || status=$?
	echo "$status  $what"
	sed 's/^/      /' message
}
try 'passed' clean.csv
try 'warnings only' constant.csv
try 'warnings only, --fail-on warn' constant.csv --fail-on warn
try 'an error' repeats.csv
try 'an error, --fail-on never' repeats.csv --fail-on never
try 'an error that is waived' repeats.csv --waivers 2026-06-30.json
try 'an error whose waiver has expired' repeats.csv --waivers 2025-06-30.json
try 'a rule that could not be evaluated' clean.csv --rules gone.json
try 'a rule file with a mistake' clean.csv --rules bad.json
try 'no such rule file' clean.csv --rules none.json
try 'data that cannot be read' none.csv
try 'too many rejects and a failed gate' both.csv --max-rejects 1
try 'a failed gate, and rejects within their limit' both.csv --max-rejects 2
