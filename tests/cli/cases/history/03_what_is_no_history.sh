# Names that are not known bring up near ones; figures that are no number, or of pairs, have no history.
printf 'age\n1\n2\n' >x.csv
assay audit x.csv --now 2026-01-31 --json x.json --quiet
for what in 'x.json' '--metric completeness.rows' 'x.json --metric completeness.row' 'x.json --metric validity.type --column age' \
	'x.json --metric correlation.pearson' 'x.json --metric representativeness.mean' 'x.json --metric completeness.rows --column age' \
	'x.json --metric representativeness.mean --column agee' 'x.csv --metric completeness.rows' 'nothing.db --metric completeness.rows'; do
	assay history $what || echo "$what: status $?"
done
