# The database is a file that anyone can write. Rows that are not what the audit stored are no part of a report.
printf 'id,n\n1,4\n2,5\n' >a.csv
assay audit a.csv --db a.db --quiet
python3 -c "import sqlite3; c = sqlite3.connect('a.db'); c.execute('UPDATE data SET n = 6 WHERE id = 2'); c.commit()"
assay audit a.csv --append a.db --quiet
