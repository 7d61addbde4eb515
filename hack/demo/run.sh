#!/usr/bin/env bash
# The main job, told step by step on a real cluster: the one of KUBECONFIG, or a single node made for it.
#   hack/demo/run.sh [--e2e]      --e2e adds what the story leaves out (lost pods, times)
# A cluster of your own (KUBECONFIG set) must be able to run the images: IMAGE names the operator's image by digest;
# the demo's volumes are folders on the node, so that cluster has to run on this machine.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

work="$ROOT/target/demo"
tar="$ROOT/target/model-signature-operator-image.tar"
[ -x "$ROOT/target/oms/bin/oms" ] || die "target/oms/bin/oms is missing" "make build"

if [ -n "${KUBECONFIG:-}" ]; then
  kubeconfig="$KUBECONFIG"
  image="${IMAGE:-}"
  [ -n "$image" ] || die "KUBECONFIG is set, but not IMAGE" "IMAGE=registry/name@sha256:... names the operator's image where your nodes can pull it"
  say "using the cluster of KUBECONFIG"
else
  "$ROOT/hack/demo/down.sh" # a second demo starts clean
  "$ROOT/hack/cluster/up.sh" >/dev/null
  kubeconfig="$CACHE/run/kubeconfig"
  image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"
fi
kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
venv="$("$ROOT/hack/python-venv.sh")"
weights="$("$ROOT/hack/python-venv.sh" --weights)"
mkdir -p "$work"

exec python3 -B "$ROOT/hack/demo/main.py" --kubectl "$kubectl" --kubeconfig "$kubeconfig" --image "$image" \
  --weights "$weights" --volumes "$CACHE/run-models" --work "$work" --reference-python "$venv/bin/python" \
  --oms "$ROOT/target/oms/bin/oms" --deploy "$ROOT/deploy" "$@"
