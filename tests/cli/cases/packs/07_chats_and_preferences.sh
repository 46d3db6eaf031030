# Corpora for language models: what a trainer would stumble over, and what would be learned by accident.
# A dataset that is no such corpus fails these packs: their rules could not be held.
cat >good.jsonl <<END
{"messages": [{"role": "user", "content": "Why is the sky blue?"}, {"role": "assistant", "content": "Because air scatters blue light most."}]}
{"messages": [{"role": "user", "content": "What is two and two?"}, {"role": "assistant", "content": "It is four."}, {"role": "user", "content": "And three more?"}, {"role": "assistant", "content": "Seven."}]}
END
cat >bad.jsonl <<END
{"messages": [{"role": "human", "content": "Why is the sky blue?"}, {"role": "assistant", "content": "I'm sorry, but I can't help with that."}]}
{"messages": [{"role": "user", "content": "Why is the sky blue?"}, {"role": "assistant", "content": null, "tool_calls": [{"type": "function", "function": {"name": "look", "arguments": "{up"}}]}], "tools": [{"type": "function", "function": {"name": "see", "parameters": {}}}]}
{"messages": []}
END
cat >pairs.jsonl <<END
{"prompt": "Why is the sky blue?", "chosen": "Air scatters blue light most.", "rejected": "Air scatters blue light most."}
{"prompt": "Why is it dark?", "chosen": "It is night.", "rejected": "It is late."}
{"prompt": "Why is it dark?", "chosen": "It is late.", "rejected": "It is night."}
{"prompt": "Why is it cold?", "chosen": "It is winter.", "rejected": ""}
END
printf 'x,y\n1,2\n2,3\n' >table.csv
for run in 'good.jsonl --rules sft-chat' 'bad.jsonl --rules sft-chat' 'pairs.jsonl --rules preference' 'table.csv --rules preference'; do
	status=0
	assay audit $run --now 2026-01-31 --json report.json --quiet || status=$?
	echo "$run: status $status"
	jq -r '(.findings[], .not_evaluated[]) | select(.rule | startswith("corpus.")) | "  " + .severity + " " + .rule + ": " + (.title // .reason)' report.json
done
