awk 'BEGIN { print "a,b"; for (i = 0; i < 20000; i++) print i "," i * 7919 % 10007 }' | gzip | head -c 20000 >cut.csv.gz
assay audit cut.csv.gz
