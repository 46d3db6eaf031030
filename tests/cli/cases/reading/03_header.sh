# Does the first record name the columns? Found by looking, or told.
printf '1,2\n3,4\n5,6\n' >numbers.csv
printf 'red,blue\ngreen,white\n' >words.csv
assay audit numbers.csv --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query x.db 'SELECT * FROM data'
assay audit numbers.csv --header --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query x.db 'SELECT * FROM data'
assay audit words.csv --no-header --now 2026-01-31T12:00:00Z --db x.db --quiet
assay query x.db 'SELECT * FROM data'
