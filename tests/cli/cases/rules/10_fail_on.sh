printf 'a,b\n1,x\n1,y\n1,x\n1,z\n' >constant.csv
for severity in error warn never; do
	status=0
	assay audit constant.csv --now 2026-01-31 --fail-on $severity --quiet || status=$?
	echo "--fail-on $severity: $status"
done
assay audit constant.csv --fail-on sometimes
