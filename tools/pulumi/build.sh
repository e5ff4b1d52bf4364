#!/bin/sh
# Prints the path of a Pulumi CLI: the one on PATH where it fits, else the one that go.mod pins, built once into the cache
# folder. What it does is told on standard error. Ends with 3 where there is neither a CLI nor Go.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
module=github.com/pulumi/pulumi/pkg/v3
version=$(sed -n "s#^[[:space:]]*$module \(v[0-9.]*\).*#\1#p" "$here/go.mod")
folder=${XDG_CACHE_HOME:-$HOME/.cache}/modelwright/pulumi/$version
oldest=206 # the minor version of 3.x that doctor asks for, too

if found=$(command -v pulumi) && "$found" version 2>/dev/null | awk -F. -v oldest=$oldest '{ exit !($1 == "v3" && $2 >= oldest) }'; then
    echo "$found"
    exit 0
fi
if [ -x "$folder/pulumi" ]; then
    echo "$folder/pulumi"
    exit 0
fi
command -v go >/dev/null || {
    echo "pulumi: there is no CLI, and no Go to build one with; install either: https://www.pulumi.com/docs/install/ https://go.dev/dl/" >&2
    exit 3
}
echo "pulumi: building $version into $folder (once; five to ten minutes)" >&2
mkdir -p "$folder"
cd "$here"
trap 'rm -f "$folder/pulumi.$$"' EXIT
go build -trimpath -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$version" \
    -o "$folder/pulumi.$$" "$module/cmd/pulumi"
mv "$folder/pulumi.$$" "$folder/pulumi"
echo "$folder/pulumi"
