# Confident learning: which labels are likely to be wrong, by probabilities of a model that never saw the rows. Here two of sixty are.
awk 'BEGIN { print "pet,p_cat,p_dog,p_hen"; for (i = 0; i < 60; i++) { k = i % 3; q = 0.8 + i * 7 % 20 / 100; r = (1 - q) / 2;
	print (i == 10 ? "hen" : i == 33 ? "dog" : k == 0 ? "cat" : k == 1 ? "dog" : "hen") "," (k == 0 ? q : r) "," (k == 1 ? q : r) "," (k == 2 ? q : r) } }' >pets.csv
assay audit pets.csv --label pet --proba p_cat --proba p_dog --proba p_hen --now 2026-01-31T12:00:00Z --json report.json --db pets.db --quiet
jq -c '.dimensions.accuracy.label_errors | del(.worst)' report.json
jq -c '.findings[] | select(.rule | startswith("accuracy.label")) | [.severity, .title, .evidence[].row]' report.json
assay query pets.db "SELECT row, given, suggested, round(self_confidence, 2) AS p, prune_by_class, prune_by_noise_rate FROM assay_label_error ORDER BY p"
# Without such probabilities a classifier of assay's own judges each fifth of the rows by the others; it says how good it is.
awk 'BEGIN { print "pet,sound,legs"; for (i = 0; i < 90; i++) { k = i % 3;
	print (i == 40 ? "hen" : k == 0 ? "cat" : k == 1 ? "dog" : "hen") "," (k == 0 ? "it says miaow and purrs" : k == 1 ? "woof woof it barks" : "cluck it goes and lays") " " i "," (k == 2 ? 2 : 4) } }' >sounds.csv
assay audit sounds.csv --label pet --label-model nb --now 2026-01-31T12:00:00Z --json report.json --quiet
jq -c '.dimensions.accuracy.label_errors | .model, .model_accuracy, .prune_by_noise_rate, .worst[0].row, .worst[0].suggested' report.json
assay audit sounds.csv --label pet --label-model nb --proba legs || echo "status $?"
assay audit sounds.csv --label-model nb || echo "status $?"
