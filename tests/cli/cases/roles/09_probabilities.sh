# --label and --proba: how far a model's probabilities agree with the labels. A column is of the class that its name ends with.
awk 'BEGIN { print "species,p_cat,p_dog"; for (i = 0; i < 300; i++) { p = (i * 7 % 100) / 100;
	print (i * 13 % 100 / 100 < p ? "dog" : "cat") "," (i == 5 ? 1.4 : i % 50 == 9 ? 0.2 : 1 - p) "," p } }' >pets.csv
assay audit pets.csv --label species --proba p_cat --proba p_dog --now 2026-01-31T12:00:00Z --json report.json >summary.txt 2>&1 || echo "status $?"
jq -c '.findings[] | select(.rule | startswith("accuracy")) | [.rule, .severity, .title]' report.json
jq '.dimensions.accuracy.probabilities | .roc |= length | .reliability |= .[0:2]' report.json
# A name that says nothing, and classes of which neither means yes.
sed 1s/p_dog/score/ pets.csv >scores.csv
assay audit scores.csv --label species --proba score --now 2026-01-31T12:00:00Z --json - 2>/dev/null |
	jq -r '.dimensions.accuracy.probabilities.auc, ([.. | strings | select(contains("score\","))] | unique[])'
