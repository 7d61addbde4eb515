#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job, told step by step on a real cluster: the one of KUBECONFIG, or a single node made for it.
#   hack/demo/run.sh [--e2e]      --e2e adds what the story leaves out (lost pods, times)
# A cluster of your own, KUBECONFIG set:
#   IMAGE          the operator's image by digest, where the nodes can pull it (registry/name@sha256:...); required
#   FILL_IMAGE     an image with sh, tar, cat, find and httpd; it fills the claims and plays the server (default busybox)
#   STORAGE_CLASS  of the claims (default: the cluster's default class)
#   ACCESS_MODE    of the claims (default ReadWriteOnce, for one node; ReadWriteMany for several)
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

work="$ROOT/target/demo"
tar="$ROOT/target/model-signature-operator-image.tar"
[ -x "$ROOT/target/oms/bin/oms" ] || die "target/oms/bin/oms is missing" "make build"

volumes=()
if foreign_cluster; then
  kubeconfig="$KUBECONFIG"
  image="${IMAGE:-}"
  [ -n "$image" ] || die "KUBECONFIG is set, but not IMAGE" \
    "IMAGE=registry/name@sha256:... names the operator's image where your nodes can pull it"
  volumes=(--fill-image "${FILL_IMAGE:-busybox}" --storage-class "${STORAGE_CLASS:-}" --access-mode "${ACCESS_MODE:-ReadWriteOnce}")
  say "using the cluster of KUBECONFIG=$KUBECONFIG"
else
  "$ROOT/hack/demo/down.sh" # a second demo starts clean
  "$ROOT/hack/cluster/up.sh" >/dev/null
  kubeconfig="$CACHE/run/kubeconfig"
  image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"
  volumes=(--load-image "$ROOT/hack/cluster/load-image.sh" --start-registry "$ROOT/hack/cluster/registry.sh")
fi
kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
if "$kubectl" --kubeconfig "$kubeconfig" get namespace demo-team >/dev/null 2>&1; then
  die "the demo of an earlier run is still there" "make demo-down"
fi
venv="$("$ROOT/hack/python-venv.sh")"
weights="$("$ROOT/hack/python-venv.sh" --weights)"
if [[ " $* " == *" --e2e "* ]]; then
  volumes+=(--prometheus "$("$ROOT/hack/prometheus/build.sh")/prometheus")
fi
mkdir -p "$work"

exec python3 -B "$ROOT/hack/demo/main.py" --kubectl "$kubectl" --kubeconfig "$kubeconfig" --image "$image" \
  --weights "$weights" --volumes "$CACHE/run-models" --work "$work" --reference-python "$venv/bin/python" \
  --oms "$ROOT/target/oms/bin/oms" --deploy "$ROOT/deploy" ${volumes[@]+"${volumes[@]}"} "$@"
