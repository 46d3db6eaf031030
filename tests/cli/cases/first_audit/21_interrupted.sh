# A run that is told to end leaves nothing behind, and the old report as it was.
echo 'old report' >report.json
mkfifo pipe
export TMPDIR=.
assay audit - --json report.json --db rows.db <pipe 2>/dev/null &
exec 3>pipe
until ls | grep -q report.json.assay-tmp; do sleep 0.05; done
{ echo a,b; yes 1,2 | head -n 100000; } >&3
until ls | grep -q rows.db.assay-tmp; do sleep 0.05; done
kill -TERM $!
{ wait $! || echo "status $?"; } 2>/dev/null
ls
cat report.json
