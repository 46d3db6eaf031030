# Each kind of value says what it takes.
echo a >x.csv
for option in '--label' '--label --pred a' '--label --help' '--label=' '--threads 0' '--threads many' '--evidence -1' '--max-record 0' '--max-record 1Q' \
	'--age-limit 3' '--delimiter ab' '--progress sometimes' '--progress nevre' '--quiet=yes' '--now yesterday' '--depth 101'; do
	assay audit x.csv $option || echo "$option: status $?"
done
