assay completion --help >page
assay completion -h | cmp - page
assay help completion | cmp - page
cat page
