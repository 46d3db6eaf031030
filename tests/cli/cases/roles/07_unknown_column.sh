# A mistyped column is an error that says what may have been meant.
printf 'id,survived,age\n1,yes,30\n2,no,41\n' >t.csv
for role in '--label survivd' '--id ID' '--time aeg' '--pred x --label survived' '--proba age --proba agee' '--combine survived,agee' \
	'--reference t.csv --key idd'; do
	assay audit t.csv $role --quiet || echo "$role: status $?"
done
