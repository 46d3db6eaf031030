# Semicolons, tabs and bars are found by looking.
printf 'name;price\na,b;1,5\nc,d;2,5\n' >semicolon.csv
printf 'name\tprice\na,b\t1.5\nc,d\t2.5\n' >tab.tsv
printf 'name|price\na,b|1.5\nc,d|2.5\n' >bar.txt
for file in semicolon.csv tab.tsv bar.txt; do
	assay audit $file --now 2026-01-31T12:00:00Z --db x.db --quiet
	assay query x.db 'SELECT * FROM data'
done
