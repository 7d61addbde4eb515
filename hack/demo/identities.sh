#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Keyless identities on a real cluster: the one of KUBECONFIG, or a single node made for it. A private Sigstore runs on this machine,
# with a Kubernetes API server of its own that hands out the tokens, as a cluster does in which models are built.
#   hack/demo/identities.sh
# The variables for a cluster of your own are those of hack/demo/run.sh. There nothing is fetched from a mirror: your pods may not reach
# this machine.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/node.sh"

work="$ROOT/target/identities"
tar="$ROOT/target/model-signature-operator-image.tar"
[ -x "$ROOT/target/oms/bin/oms" ] || die "target/oms/bin/oms is missing" "make build"
need_packages openssl

volumes=()
if foreign_cluster; then
  kubeconfig="$KUBECONFIG"
  image="${IMAGE:-}"
  [ -n "$image" ] || die "KUBECONFIG is set, but not IMAGE" \
    "IMAGE=registry/name@sha256:... names the operator's image where your nodes can pull it"
  volumes=(--fill-image "${FILL_IMAGE:-busybox}" --storage-class "${STORAGE_CLASS:-}" --access-mode "${ACCESS_MODE:-ReadWriteOnce}")
  say "using the cluster of KUBECONFIG=$KUBECONFIG"
else
  "$ROOT/hack/demo/down.sh" # a second run starts clean
  "$ROOT/hack/cluster/up.sh" >/dev/null
  kubeconfig="$CACHE/run/kubeconfig"
  image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"
  volumes=(--node-network "/run/netns/$NETNS" --node-address "$NODE_IP")
fi
kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
if "$kubectl" --kubeconfig "$kubeconfig" get namespace demo-team >/dev/null 2>&1; then
  die "the demo of an earlier run is still there" "make demo-down"
fi
servers="$("$ROOT/hack/interop/build.sh")"
cluster="$("$ROOT/hack/cluster/envtest.sh")"
venv="$("$ROOT/hack/python-venv.sh")"
weights="$("$ROOT/hack/python-venv.sh" --weights)"
rm -rf "$work"
mkdir -p "$work"

# One at a time on a machine: the timestamp server serves its metrics on port 2112, which no option changes.
exec 9>"$CACHE/interop/lock"
flock -n 9 || die "make interop, or another make identities, is running" "wait for it, or end it"

PYTHONPATH="$ROOT/hack/interop" exec "$venv/bin/python" -B "$ROOT/hack/demo/identities.py" --kubectl "$kubectl" \
  --kubeconfig "$kubeconfig" --image "$image" --weights "$weights" --volumes "$CACHE/run-models" --work "$work" \
  --servers "$servers" --cluster "$cluster" --cluster-pki "$ROOT/hack/cluster/pki.sh" --oms "$ROOT/target/oms/bin/oms" \
  --deploy "$ROOT/deploy" ${volumes[@]+"${volumes[@]}"} "$@"
