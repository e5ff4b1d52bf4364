#!/bin/sh
# A pull request, end to end, on real data: checked, previewed, asked, merged, promoted, reaped. Offline, no account.
set -eu
bin=$(cd "$1" && pwd)
examples=$(cd "$(dirname "$0")/../examples" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/modelwright-pr.XXXXXX")
step() { printf '\n==> %s\n' "$*"; }
mw() { "$bin/modelwright" "$@"; }
git_() { git -C "$work" -c user.name=Ana -c user.email=ana@example.org -c commit.gpgsign=false "$@"; }
clean_up() {
  mw preview reap --open "" --yes >/dev/null 2>&1 || :
  mw destroy diabetes --yes --purge >/dev/null 2>&1 || :
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step "a repository with one project, deployed from main ($work)"
cp -R "$examples/diabetes" "$work/diabetes"
touch "$work/modelwright.toml"
printf '.modelwright/\n' >"$work/.gitignore"
cd "$work"
mw compile diabetes
git_ init -q -b main
git_ add -A
git_ commit -q -m "Predict the progression of diabetes"
mw up diabetes --yes 2>/dev/null

step "a pull request: another hyperparameter, and larger instances in production"
git_ checkout -q -b stronger-regularisation
sed -e 's/alpha: 1.0/alpha: 2.0/' -e 's/^  prod:$/  prod:\n    platform: {compute: {small: {serving_instance: ml.m5.xlarge}}}/' \
  diabetes/modelwright.yaml >diabetes/new.yaml
mv diabetes/new.yaml diabetes/modelwright.yaml
mw compile diabetes >/dev/null
git_ commit -q -a -m "Regularise more, serve faster"
git_ diff --unified=0 main -- diabetes/modelwright.yaml | sed -n '/^[-+][^-+]/p'

step "what a reviewer sees before anything runs: modelwright report --base main --env prod"
mw validate diabetes
mw report --base main --env prod

step "modelwright preview up --pr 1 --base main --yes"
mw preview up --pr 1 --base main --yes

step "modelwright predict diabetes --env pr-1 --data patients.csv"
head -n 3 diabetes/data/patients.csv >"$work/patients.csv"
mw predict diabetes --env pr-1 --data patients.csv

step "the comment, with the metrics of the preview: modelwright report --base main --pr 1 --env local --as markdown"
mw report --base main --pr 1 --env local --as markdown
mw preview list

step "merged; the model that was previewed is promoted, not trained again"
git_ checkout -q main
git_ merge -q --no-edit stronger-regularisation
mw promote diabetes --from pr-1 --to local --yes
mw up diabetes --yes 2>/dev/null | sed -n 1,3p

step "closed: modelwright preview reap --open '' --yes"
mw preview reap --open "" --yes 2>/dev/null
mw preview list

step "the proof: nothing on this disk, and no process, has the preview's name"
if find .modelwright -name '*pr-1*' ! -name '*.lock' | grep .; then exit 1; fi
if pgrep -f "$work.*pr-1"; then exit 1; fi
echo "nothing is left"
