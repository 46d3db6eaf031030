# What decides how cells are read and what columns are must be as it was.
printf 'id,n\n1,4\n2,5\n' >a.csv
assay audit a.csv --id id --na none,unknown --db a.db --quiet --now 2026-02-01
for options in '' '--id id' '--id n --na none,unknown' '--id id --na none,unknown --no-header'; do
	status=0
	assay audit a.csv --append a.db $options --quiet || status=$?
	echo "status $status"
done
# Rules, waivers, a baseline and the time are of this report alone.
assay audit a.csv --append a.db --id id --na none,unknown --now 2026-03-01 --rules completeness-only --baseline a.db --line
