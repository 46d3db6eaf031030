#!/bin/sh
# Screenshots of the samples' HTML reports:   sh tests/browser/pictures.sh [ASSAY [FOLDER]]
#
# FOLDER (samples/out/pictures unless given) gets NAME-light.png, NAME-dark.png, NAME-phone.png and NAME-full.png of orders, chat and predictions.
# The README's picture is the first screen of orders:   cp samples/out/pictures/orders-light.png docs/report.png
# Wants Chromium and node (sh setup.sh test).
set -eu
cd "$(dirname "$0")/../.."
sh tests/browser/packages.sh
exec node tests/browser/pictures.mjs "${1:-build/src/cli/assay}" "${2:-samples/out/pictures}"
