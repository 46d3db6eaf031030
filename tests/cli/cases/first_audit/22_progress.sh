# A long run shows how far it is: on the standard error of a terminal, or when it is told to. Nothing is left of the bar at the end.
slow() { printf 'a,b\n1,2\n'; sleep 0.8; yes 1,2 | head -n 200000; sleep 0.2; yes 3,4 | head -n 200000; }
drawn() { tr '\r' '\n' | grep -q '^reading ' && echo drawn || echo none; }
slow | assay audit - --progress always --json report.json 2>&1 >/dev/null | drawn
slow | assay audit - --json report.json 2>&1 >/dev/null | drawn
slow | assay audit - --json report.json --progress always --quiet 2>&1 | drawn
