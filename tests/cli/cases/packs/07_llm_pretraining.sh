# Documents that a language model is pretrained on: prose passes; damage, repetition and mark-up are told. A table is no such thing, and the gate says so.
awk 'BEGIN {
	n = split("the of and to that with have be river mountain garden letter window forest market kitchen harbour village teacher painter found remembered described visited repaired painted old quiet narrow early bright distant slowly often again never behind under near before many some few their his her was were had could", word)
	for (d = 0; d < 40; d++) {
		printf "{\"text\": \""
		for (s = 0; s < 9; s++) {
			printf "%sWe", s ? " " : ""
			for (w = 0; w < 11; w++) { x = (x * 1103515245 + 12345) % 2147483648; printf " %s", word[int(x / 65536) % n + 1] }
			printf "."
		}
		print "\"}"
	}
}' >good.jsonl
awk 'NR % 3 == 0 { sub(/We/, "<p class=\\\"x\\\"><a href=\\\"http://x.y/z\\\">We</a> dÃ©jÃ ") } NR % 3 == 1 { sub(/"}/, " Lorem ipsum.\"}") } NR % 3 == 2 { gsub(/We [a-z]+ [a-z]+ [a-z]+ [a-z]+/, "We said the same thing again and") } 1' \
	good.jsonl >bad.jsonl
printf 'a,b\n1,2\n3,4\n' >table.csv
for file in good.jsonl bad.jsonl table.csv; do
	status=0
	assay audit $file --rules llm-pretraining --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$file: status $status"
	jq -r '(.findings[], (.not_evaluated[] | select(.severity == "error"))) | select(.rule | startswith("corpus.")) | "  " + .severity + " " + .rule + ": " + (.title // .reason)' report.json
done
