assay list analyses | head -n 4
