# No two results go to one place, and none takes the place of what is read.
printf 'a,b\n1,2\n3,4\n' >x.csv
assay audit x.csv --junit r --sarif ./r || echo "status $?"
assay audit x.csv --md r --db r || echo "status $?"
assay audit x.csv --json - --md - || echo "status $?"
assay audit x.csv --junit - --github || echo "status $?"
assay audit x.csv --sarif x.csv || echo "status $?"
echo '{ "rules_version": 1, "rules": [] }' >pack.json
assay audit x.csv --rules pack.json --md pack.json || echo "status $?"
echo '{}' >r.json
assay render r.json --format md --output ./r.json || echo "status $?"
ls
