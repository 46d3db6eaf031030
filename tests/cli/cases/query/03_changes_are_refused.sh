# A query only reads.
printf 'id,name\n1,Ada\n2,Alan\n3,\n' >x.csv
assay audit x.csv --now 2026-01-31T12:00:00Z --db x.db --quiet
for sql in "DELETE FROM data" "UPDATE data SET name = 'x'" "INSERT INTO data VALUES (4, 'x')" "DROP TABLE data" "CREATE TABLE t (a)" \
	"ATTACH 'other.db' AS other" "PRAGMA writable_schema = 1" "VACUUM INTO 'copy.db'" "SELECT load_extension('x')" "SELECT writefile('f', 'x')"; do
	assay query x.db "$sql" || echo "status $?"
done
assay query x.db 'SELECT count(*) AS rows FROM data'
ls
