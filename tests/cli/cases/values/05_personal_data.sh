# What looks personal or secret is counted by kind, found by row, and masked: also ids that are only told by a whole column of them.
awk 'BEGIN { print "patient,bsn,mail,note"; for (i = 0; i < 40; i++) { a = 10000000 + i * 7654321 % 89999999; s = 0;
	for (k = 1; k <= 8; k++) s += substr(a, k, 1) * (10 - k); if (s % 11 == 10) continue;
	print i "," a s % 11 ",p" i % 4 "@example.org," (i == 3 ? "call +49 170 1234567" : i == 5 ? "password=9f86d081884c7d659a2feaa0c55ad015" : i == 8 ? "from 8.8.4.4 by 10.0.0.1" : "NHS no. 943 476 591" i % 10) } }' >ward.csv
assay audit ward.csv --json report.json --now 2026-01-31T12:00:00Z --quiet --id patient || echo "status $?"
jq -c '.columns[] | .name, (.personal.found[] | del(.rows))' report.json
jq -c '.findings[] | select(.rule | test("personal|secret")) | [.severity, .title, .evidence[0].row]' report.json
jq -c '.dimensions.validity.personal | .cells, .secrets, (.found | map(.kind))' report.json
jq -c '.columns[1] | .values, .numeric.min, .null_because["numeric.min"], .top[0].value' report.json
