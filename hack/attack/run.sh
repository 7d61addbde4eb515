#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What a tenant bound to the stock role `edit` tries against the gate, on a single node made for it (docs/attack.md).
#   hack/attack/run.sh [--kinds A,B1,D2]     only these kinds; default: all
# The node is removed afterwards, whatever happened. KEEP=1 leaves it up, to look at what is left (make cluster-down).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

work="$ROOT/target/attack"
models="$CACHE/run-attack"
tar="$ROOT/target/model-signature-operator-image.tar"
{ [ -x "$ROOT/target/oms/bin/oms" ] && [ -s "$tar" ]; } || die "target/ holds no command line or no image" "make build"
if foreign_cluster; then
  die "KUBECONFIG is set" "the attempts take the node down and read its folders: unset KUBECONFIG, a node is made for them"
fi

# One static binary on nothing, as the node's own images.
writer_image() {
  mkdir -p "$work"
  (cd "$ROOT/hack/attack/writer" && CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off \
    "$(go_command)" build -trimpath -buildvcs=false -ldflags '-s -w' -o "$work/writer" .) >&2
  python3 -B "$ROOT/hack/cluster/scratch_image.py" localhost/attack-writer:1 "$work/writer" "$work/writer.tar"
}

remove() {
  [ -z "${KEEP:-}" ] || { say "the node is left up: make cluster-down removes it"; return 0; }
  "$ROOT/hack/cluster/down.sh"
  rm -rf "$models" "$work"
}

rm -rf "$work"
writer_image
servers="$("$ROOT/hack/interop/build.sh")"
venv="$("$ROOT/hack/python-venv.sh")"
# The timestamp server serves its metrics on a fixed port: one private Sigstore at a time on a machine.
exec 8>"$CACHE/interop/lock"
flock 8
common=(--servers "$servers" --volumes "$models" --work "$work" --oms "$ROOT/target/oms/bin/oms" --deploy "$ROOT/deploy")
"$venv/bin/python" -B "$ROOT/hack/attack/attack.py" "${common[@]}"
exec 8>&-
kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
"$ROOT/hack/cluster/down.sh"
trap remove EXIT
"$ROOT/hack/cluster/up.sh" >/dev/null
image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"
"$ROOT/hack/cluster/load-image.sh" "$work/writer.tar" localhost/attack-writer:1 >/dev/null

"$venv/bin/python" -B "$ROOT/hack/attack/attack.py" "${common[@]}" --kubectl "$kubectl" --kubeconfig "$CACHE/run/kubeconfig" --image "$image" \
  --load-image "$ROOT/hack/cluster/load-image.sh" "$@"
