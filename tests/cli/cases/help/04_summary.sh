assay summary --help >page
assay summary -h | cmp - page
assay help summary | cmp - page
cat page
