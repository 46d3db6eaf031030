# Whatever stands in names and cells: XML and JSON are well-formed, no line of a log is a command, Markdown stays text.
name='a]]>|`<b>::error::x,%0A @all.csv'
printf '"p|ipe`tick ]]>","<script>alert(1)</script>","new\nline\r\n::error::x","\033]0;x\007 @all #1 http://x.example"\n1,,,\007\n2,,,x\n' >"$name"
assay audit "$name" --line --now 2026-01-31 --junit r.xml --sarif r.sarif --md r.md
python3 -c 'import sys, xml.etree.ElementTree as e; print(e.parse("r.xml").find("testsuite").get("name"))'
jq -r '.runs[0].results[].locations[0].physicalLocation.artifactLocation.uri' r.sarif | uniq
cat r.md
assay audit "$name" --quiet --now 2026-01-31 --github
