printf 'id\n1\n' >a.csv
assay audit a.csv --db a.db --quiet
for result in '--json a.db' '--json a.db --db b.db' '--md a.db'; do
	status=0
	assay audit a.csv --append a.db $result --quiet || status=$?
	echo "status $status"
done
