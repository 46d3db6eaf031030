# One figure over several reports, in the order of their times, whatever the order of the files.
for month in 1 2 3 4; do
	awk -v m=$month 'BEGIN { print "age,city"; for (i = 1; i <= 50 * m; i++) print (i % (9 - m) ? i % 60 : "") ",Oslo" }' >$month.csv
	assay audit $month.csv --now 2026-0$month-01 --json $month.json --db $month.db --quiet
done
assay history 3.json 1.json 2.db 4.db --metric completeness.missing_fraction --column age
assay history *.json --metric completeness.rows --last 2
