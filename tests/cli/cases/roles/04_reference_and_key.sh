# --reference is data that is known to be right; --key says which rows belong together.
printf 'sku,price,stock\n1,10,5\n2,20,6\n3,30,7\n4,40,8\n' >ours.csv
printf 'sku,price,stock\n1,10,5\n2,21,6\n3,30,7\n5,50,9\n' >theirs.csv
assay audit ours.csv --reference theirs.csv --key sku --now 2026-01-31T12:00:00Z --json report.json
jq -c '.dimensions.accuracy.reference' report.json
