# --kind is believed, but the columns must be there.
printf '{"messages": [{"role": "user", "content": "Hi"}]}\n' >chat.jsonl
assay audit chat.jsonl --now 2026-01-31 --quiet --kind preference
assay audit chat.jsonl --now 2026-01-31 --quiet --kind chats
assay audit chat.jsonl --now 2026-01-31 --quiet --kind none --json - | grep -c '"corpus"'
