# How many broken records are too many? A number, or a share.
printf 'a,b\n1,2\n3\n4,5\n6,7\n8,9\n' >ragged.csv
for most in 0 1 10% 20% 100%; do
	assay audit ragged.csv --max-rejects $most --now 2026-01-31T12:00:00Z --quiet || echo "$most: status $?"
done
assay audit ragged.csv --max-rejects few
