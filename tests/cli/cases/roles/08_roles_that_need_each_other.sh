printf 'id,label,said\n1,a,a\n2,b,b\n' >t.csv
for role in '--pred said' '--key id' '--reference t.csv'; do
	assay audit t.csv $role --quiet || echo "$role: status $?"
done
