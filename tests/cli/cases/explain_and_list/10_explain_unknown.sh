assay explain completeness.mising_fraction || echo "status $?"
assay explain completeness || echo "status $?"
assay explain xyzzy || echo "status $?"
