#!/bin/sh
# The main job, end to end, on real data: compile, plan, train, gate, register, serve, predict. Offline, no account.
set -eu
bin=$1
step() { printf '\n==> %s\n' "$*"; }

step "modelwright compile breast-cancer"
"$bin/modelwright" compile breast-cancer
step "modelwright plan breast-cancer"
"$bin/modelwright" plan breast-cancer
step "modelwright up breast-cancer --yes"
"$bin/modelwright" up breast-cancer --yes
step "modelwright predict breast-cancer --data examples/breast-cancer/data/two-biopsies.csv"
"$bin/modelwright" predict breast-cancer --data examples/breast-cancer/data/two-biopsies.csv
cat <<TXT

The endpoint goes on serving. How to go on ($bin/modelwright, or activate $(dirname "$bin") first):
  modelwright status breast-cancer                                   what runs
  modelwright plan breast-cancer models.diagnosis.params.max_depth=12   what a change would do, and why
  modelwright logs breast-cancer                                     what training and server said
  modelwright destroy breast-cancer --yes                            stop and remove everything
TXT
