#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Install, upgrade, rollback, removal and another install, by Helm and by kubectl, on a real node made for it. After each
# step a good pod, a bad pod and an unrelated pod do what they should; after a removal every pod starts.
#   hack/lifecycle/run.sh [helm|kubectl]      both when none is named
# Needs what `make build` leaves in target/. The node is removed at the end, also after a failure.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

work="$ROOT/target/lifecycle"
tar="$ROOT/target/model-signature-operator-image.tar"
for built in "$ROOT/target/oms/bin/oms" "$tar"; do [ -s "$built" ] || die "$built is missing" "make build"; done
kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
helm="$("$ROOT/hack/cluster/build.sh" helm)/helm"

remove_node() {
  "$ROOT/hack/cluster/down.sh"
  rm -rf "$CACHE/run-models"
}
trap remove_node EXIT
remove_node # clean, whatever ran before
"$ROOT/hack/cluster/up.sh" >/dev/null
image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"
rm -rf "$work"
mkdir -p "$work"

HELM_CACHE_HOME="$work/helm/cache" HELM_CONFIG_HOME="$work/helm/config" HELM_DATA_HOME="$work/helm/data" \
  PYTHONPATH="$ROOT/hack/demo" python3 -B "$ROOT/hack/lifecycle/lifecycle.py" --kubectl "$kubectl" --helm "$helm" \
  --kubeconfig "$CACHE/run/kubeconfig" --image "$image" --oms "$ROOT/target/oms/bin/oms" --root "$ROOT" --work "$work" \
  --volumes "$CACHE/run-models" "$@"
