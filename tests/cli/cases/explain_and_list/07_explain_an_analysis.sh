assay explain validity.census
