#!/bin/sh
# Create the virtual environment $2 with interpreter $1 and install the locked packages of file $3 and this checkout into it.
# uv is used where it is present; otherwise venv and pip. Bytecode is compiled at once, because importing scikit-learn without
# it takes twice as long, and on all cores, which pip does not do; of the large cloud SDK only the modules that our programs use.
set -eu
python=$1
venv=$2
lock=$3
unset PYTHONDONTWRITEBYTECODE
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "modelwright needs Python 3.11 or newer, and $python is $("$python" -V 2>&1); name another: make PYTHON=python3.12 ..." >&2
  exit 1
}
echo "installing $lock into $venv (once)"
if command -v uv >/dev/null 2>&1; then
  uv venv --quiet --allow-existing --python "$python" "$venv"
  uv pip install --quiet --no-deps --python "$venv/bin/python" -r "$lock"
  uv pip install --quiet --no-deps --no-build-isolation --python "$venv/bin/python" --editable .
else
  [ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --no-compile --no-deps -r "$lock"
  "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --editable .
fi
packages=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
"$venv/bin/python" -m compileall -q -j 0 \
  -x 'pulumi_aws/(?!(__init__|_utilities|_inputs|config|sagemaker|s3|iam|cloudwatch|appautoscaling)\b)|/tests/|/sympy/' \
  "$packages" compiler >/dev/null 2>&1 || true  # a few packages ship files for other Python versions
