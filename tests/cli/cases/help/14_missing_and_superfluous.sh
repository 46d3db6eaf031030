for what in audit summary query 'query x.db' explain list completion; do
	assay $what || echo "$what: status $?"
done
for what in 'summary a b' 'query a b c' 'list metrics accuracy more' 'schema x' 'completion bash zsh' 'help audit query'; do
	assay $what || echo "$what: status $?"
done
