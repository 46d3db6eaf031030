assay explain --help >page
assay explain -h | cmp - page
assay help explain | cmp - page
cat page
