# --time: how old are the rows, are there any in the future, in order, without gaps? Ages are judged at --now.
awk 'BEGIN { print "at,x"; for (d = 1; d <= 28; d++) if (d < 10 || d > 20) printf "2026-01-%02dT08:00:00Z,%d\n", d, d; print "2026-02-10T08:00:00Z,0"; print "2026-01-28T07:00:00Z,0" }' >log.csv
assay audit log.csv --time at --now 2026-01-31T12:00:00Z --age-limit 10d --json report.json
jq -c '.columns[0].time | {oldest, newest, future, gaps, out_of_order, stale_fraction}' report.json
