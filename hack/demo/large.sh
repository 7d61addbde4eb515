#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A model of very many small files, from the signature to the verdict, on a single node made for it: how long it takes, and in how much
# memory.
#   FILES=1000000 hack/demo/large.sh
# KEEP=1 leaves the node and the files (make demo-down).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/own-node.sh"

own_node large "memory is read from the processes of the node"

PYTHONPATH="$ROOT/hack/attack" python3 -B "$ROOT/hack/demo/large.py" --kubectl "$kubectl" --kubeconfig "$CACHE/run/kubeconfig" \
  --image "$image" --volumes "$CACHE/run-models" --work "$work" --oms "$ROOT/target/oms/bin/oms" --deploy "$ROOT/deploy" \
  --files "${FILES:-1000000}"
