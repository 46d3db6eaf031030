assay audit "$SAMPLES/orders.csv" --id order_id --fast --explain-plan | sed '1s/^1 source, [0-9]* bytes/1 source, N bytes/'
