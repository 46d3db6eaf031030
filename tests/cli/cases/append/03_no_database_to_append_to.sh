printf 'id\n1\n' >a.csv
for db in nothing.db a.csv -; do
	status=0
	assay audit a.csv --append "$db" --quiet || status=$?
	echo "status $status"
done
ls
