# The script is valid, and offers commands, options, values and names.
assay completion bash >assay.bash
bash -n assay.bash
cat >try.bash <<'END'
source ./assay.bash
offer() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_assay 2>/dev/null
	echo "$*: ${COMPREPLY[*]}"
}
touch data.csv
offer assay ''
offer assay a
offer assay audit --la
offer assay audit --progress ''
offer assay audit --color = al
offer assay audit da
offer assay audit --json da
offer assay audit --label ''
offer assay list ''
offer assay list --format ''
offer assay explain completeness.missing_f
offer assay explain uniqueness.dup
offer assay completion z
offer assay help co
offer assay help --
offer assay unknown ''
END
bash try.bash
