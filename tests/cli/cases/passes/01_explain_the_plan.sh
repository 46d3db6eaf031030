# Which passes over the rows, for which analyses, and why. No data is read.
assay audit "$SAMPLES/predictions.csv" --label label --pred predicted --explain-plan | sed '1s/^1 source, [0-9]* bytes/1 source, N bytes/'
