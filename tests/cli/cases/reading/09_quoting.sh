# Quoted fields hold delimiters, quotes and line ends; a row may take several lines, and is found again by its first.
printf 'id,text\n1,"a, b"\n2,"say ""hi"""\n3,"two\nlines"\n4,last\n' >q.csv
assay audit q.csv --now 2026-01-31T12:00:00Z --db q.db --quiet
assay query q.db 'SELECT * FROM data' --format json
