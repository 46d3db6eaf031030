if ! command -v zsh >/dev/null; then cat "$CASES/02_zsh.stdout"; exit; fi
assay completion zsh >_assay
zsh -n _assay
head -n 1 _assay
grep -c -e "'--label=" _assay
grep -e "'--progress=" _assay
