#!/bin/sh
# Stop what this workspace runs, then remove the virtual environment and all records. Nothing is removed while something
# still runs: its records are the only way to find it.
set -eu
venv=$1
bin=$venv/bin

stop() { # state file, engine
    environment=$(basename "$1" .json)
    project=$(basename "$(dirname "$1")")
    "$bin/modelwright" destroy "$project" --env "$environment" --engine "$2" --yes >/dev/null || {
        echo "$project ($environment) could not be stopped: nothing was removed" >&2
        exit 1
    }
}

if [ -x "$bin/modelwright" ]; then
    for state in .modelwright/state/*/*.json; do
        [ -f "$state" ] && stop "$state" embedded
    done
    for state in .modelwright/pulumi/.pulumi/stacks/*/*.json; do
        [ -f "$state" ] && stop "$state" pulumi
    done
elif [ -d .modelwright/state ]; then
    echo "there is no $bin/modelwright to stop what runs: run \`make setup\` first" >&2
    exit 1
fi
rm -rf "$venv" .modelwright dist build
