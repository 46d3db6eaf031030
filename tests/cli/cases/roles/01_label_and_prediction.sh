# --pred is held against --label: accuracy, F1, the confusion matrix, and the rows where they differ.
awk 'BEGIN { print "text,label,said"; for (i = 0; i < 40; i++) print "t" i "," (i % 4 ? "ham" : "spam") "," (i % 4 && i != 7 || i == 12 ? "ham" : "spam") }' >mail.csv
assay audit mail.csv --label label --pred said --now 2026-01-31T12:00:00Z --json report.json
jq -c '.dimensions.accuracy.labels | {compared, disagreements, accuracy, kappa}' report.json
