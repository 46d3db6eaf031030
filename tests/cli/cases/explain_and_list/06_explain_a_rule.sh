assay explain completeness.missing-many
