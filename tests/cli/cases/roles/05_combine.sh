# --combine: which combinations of these columns' values occur, and how many never do?
printf 'sex,smoker,age\nm,y,30\nf,n,41\nm,n,52\nm,n,33\n' >people.csv
assay audit people.csv --combine sex,smoker --now 2026-01-31T12:00:00Z --json report.json --quiet
jq -c '.dimensions.representativeness.combinations' report.json
# Again and again is the same.
assay audit people.csv --combine sex --combine smoker --now 2026-01-31T12:00:00Z --json again.json --quiet
cmp report.json again.json
