# A corpus for a language model is recognised by its columns' names and its first records; the report says why.
printf '{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}\n' >chat.jsonl
printf '{"instruction": "Say it.", "input": "", "output": "Said."}\n' >alpaca.jsonl
printf 'prompt,chosen,rejected\nWhat is it?,A pear.,No idea.\n' >pairs.csv
printf '{"text": "One upon a time there was a file."}\n' >text.jsonl
printf 'id,text\n1,x\n' >table.csv
for f in chat.jsonl alpaca.jsonl pairs.csv text.jsonl table.csv; do
	echo "$f"
	assay audit $f --now 2026-01-31 --quiet --json - | grep -A4 '"corpus": {' | grep -E '"(kind|layout|recognised)"'
done
