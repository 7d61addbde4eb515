#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A model of very many small files, from the signature to the verdict, on a single node made for it: how long it takes, and in how much
# memory.
#   FILES=1000000 hack/demo/large.sh
# The node and the files are removed afterwards, whatever happened. KEEP=1 leaves them (make demo-down).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

work="$ROOT/target/large"
tar="$ROOT/target/model-signature-operator-image.tar"
{ [ -x "$ROOT/target/oms/bin/oms" ] && [ -s "$tar" ]; } || die "target/ holds no command line or no image" "make build"
if foreign_cluster; then
  die "KUBECONFIG is set" "memory is read from the processes of the node: unset KUBECONFIG, a node is made for this"
fi
need_packages openssl

remove() {
  [ -z "${KEEP:-}" ] || { say "the node is left up: make demo-down removes it"; return 0; }
  "$ROOT/hack/demo/down.sh"
  rm -rf "$work"
}

kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
"$ROOT/hack/demo/down.sh" # a second run starts clean
rm -rf "$work"
mkdir -p "$work"
trap remove EXIT
"$ROOT/hack/cluster/up.sh" >/dev/null
image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"

PYTHONPATH="$ROOT/hack/attack" python3 -B "$ROOT/hack/demo/large.py" --kubectl "$kubectl" --kubeconfig "$CACHE/run/kubeconfig" \
  --image "$image" --volumes "$CACHE/run-models" --work "$work" --oms "$ROOT/target/oms/bin/oms" --deploy "$ROOT/deploy" \
  --files "${FILES:-1000000}"
