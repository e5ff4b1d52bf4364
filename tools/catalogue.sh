#!/bin/sh
# Write compiler/validate/catalogue/data anew: for each supported minor version of scikit-learn a throw-away environment of
# interpreter $1 with nothing else in it, and the generator run in that.
set -eu
python=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
for version in $("$python" -c 'from compiler.validate.catalogue.reader import VERSIONS; print(*VERSIONS)'); do
  "$python" -m venv "$folder/$version"
  "$folder/$version/bin/python" -m pip install --quiet "scikit-learn==$version.*"
  "$folder/$version/bin/python" -m compiler.validate.catalogue.generate
done
