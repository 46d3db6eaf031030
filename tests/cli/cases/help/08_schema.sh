assay schema --help >page
assay schema -h | cmp - page
assay help schema | cmp - page
cat page
