# Splits must not share texts: by a column, or a file each.
cat >all.csv <<'END'
split,text
train,"It was a bright cold day in April, and the clocks were striking thirteen when he came home."
train,"Something else is written in this line of the training data, as one would want it to be."
test,"Remember: it was a bright cold day in April, and the clocks were striking thirteen."
test,"A line of the test data that nobody has seen before, which is as it should be."
END
assay audit all.csv --split split --kind text --now 2026-01-31 --json - --quiet | grep -A40 '"contamination": {' | grep -vE '[{}\]]' | head -20
head -3 all.csv | cut -d, -f2- >train.csv
sed -n '1p;4,5p' all.csv | cut -d, -f2- >test.csv
assay audit train.csv test.csv --split-files --kind text --now 2026-01-31 --line || :
assay audit all.csv --split spilt --kind text --now 2026-01-31 || :
assay audit all.csv --split split --kind none --now 2026-01-31 || :
