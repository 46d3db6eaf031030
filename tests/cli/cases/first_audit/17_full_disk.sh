# What cannot be written is an error, and says so.
printf 'a,b\n1,2\n3,4\n' >x.csv
for what in 'audit x.csv --now 2026-01-31T12:00:00Z' 'audit x.csv --now 2026-01-31T12:00:00Z --json - --quiet' 'list metrics' 'schema' 'help audit'; do
	assay $what >/dev/full || echo "$what: status $?"
done
