assay help --help >page
assay help -h | cmp - page
assay help help | cmp - page
cat page
