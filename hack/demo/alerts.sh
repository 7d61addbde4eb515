#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each alert of deploy/monitoring is made to fire by what it is about, on a single node made for it, and to end.
#   hack/demo/alerts.sh
# The node is removed afterwards, whatever happened. KEEP=1 leaves it up, to look at what is left (make cluster-down).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

work="$ROOT/target/alerts"
tar="$ROOT/target/model-signature-operator-image.tar"
{ [ -x "$ROOT/target/oms/bin/oms" ] && [ -s "$tar" ]; } || die "target/ holds no command line or no image" "make build"
if foreign_cluster; then
  die "KUBECONFIG is set" "the causes halt processes of the node: unset KUBECONFIG, a node is made for them"
fi
need_packages openssl

remove() {
  [ -z "${KEEP:-}" ] || { say "the node is left up: make cluster-down removes it"; return 0; }
  "$ROOT/hack/demo/down.sh"
  rm -rf "$work"
}

prometheus="$("$ROOT/hack/prometheus/build.sh")/prometheus"
kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
venv="$("$ROOT/hack/python-venv.sh")"
weights="$("$ROOT/hack/python-venv.sh" --weights)"
"$ROOT/hack/demo/down.sh" # a second run starts clean
rm -rf "$work"
mkdir -p "$work"
trap remove EXIT
"$ROOT/hack/cluster/up.sh" >/dev/null
image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"

PYTHONPATH="$ROOT/hack/attack" python3 -B "$ROOT/hack/demo/alerts.py" --kubectl "$kubectl" --kubeconfig "$CACHE/run/kubeconfig" \
  --image "$image" --weights "$weights" --volumes "$CACHE/run-models" --work "$work" --reference-python "$venv/bin/python" \
  --oms "$ROOT/target/oms/bin/oms" --deploy "$ROOT/deploy" --prometheus "$prometheus"
