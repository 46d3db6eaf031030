# --db keeps the rows in an SQLite database; query it as a table, as CSV or as JSON.
cat >people.csv <<'END'
name,age,city,joined,member
Ada,36,London,2025-03-01,yes
Alan,41,London,2025-04-17,yes
Grace,,Arlington,2025-05-02,no
Edsger,72,Rotterdam,2025-06-11,no
Barbara,29,Boston,2025-07-30,yes
END
assay audit people.csv --now 2026-01-31T12:00:00Z --db people.db --quiet
assay query people.db 'SELECT rowid, * FROM data WHERE member = '"'yes'"
assay query people.db 'SELECT city, count(*) AS people FROM data GROUP BY city' --format csv
assay query people.db 'SELECT name, age FROM data LIMIT 3' --format json
