# A list of objects, on one line or laid out for people.
printf '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]' >compact.json
printf '[\n  {\n    "a": 1,\n    "b": "x"\n  },\n  {\n    "a": 2,\n    "b": "y"\n  }\n]\n' >pretty.json
for file in compact.json pretty.json; do
	assay audit $file --now 2026-01-31T12:00:00Z --db x.db --quiet
	assay query x.db 'SELECT * FROM data'
done
# Every record keeps its line.
assay audit compact.json pretty.json --now 2026-01-31T12:00:00Z --db x.db --quiet || test $? = 1
assay query x.db 'SELECT row, path, line FROM assay_place, assay_source ON source = id'
