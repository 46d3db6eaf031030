# Three people labelled the same rows, and left some out: how far do they agree, all together and two by two?
printf 'row,a,b,c\n1,1,1,\n2,2,2,3\n3,3,3,3\n4,3,3,3\n5,2,2,2\n6,1,2,3\n7,4,4,4\n8,1,1,2\n9,2,2,2\n10,,5,5\n11,,,1\n12,,3,\n' >labels.csv
assay audit labels.csv --annotators a,b,c --now 2026-01-31 --json report.json --quiet
jq '.dimensions.accuracy.agreement' report.json
jq -c '.dimensions.accuracy.pairs[]' report.json
assay audit labels.csv --annotators a,bb --quiet
