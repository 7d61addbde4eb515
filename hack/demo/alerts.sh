#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Each alert of deploy/monitoring is made to fire by what it is about, on a single node made for it, and to end.
#   hack/demo/alerts.sh
# KEEP=1 leaves the node up.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/own-node.sh"

prometheus="$("$ROOT/hack/prometheus/build.sh")/prometheus"
venv="$("$ROOT/hack/python-venv.sh")"
weights="$("$ROOT/hack/python-venv.sh" --weights)"
own_node alerts "the causes halt processes of the node"

PYTHONPATH="$ROOT/hack/attack" python3 -B "$ROOT/hack/demo/alerts.py" --kubectl "$kubectl" --kubeconfig "$CACHE/run/kubeconfig" \
  --image "$image" --weights "$weights" --volumes "$CACHE/run-models" --work "$work" --reference-python "$venv/bin/python" \
  --oms "$ROOT/target/oms/bin/oms" --deploy "$ROOT/deploy" --prometheus "$prometheus"
