#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Removes everything that the demo made: on its own node the node itself, on a cluster of yours the objects.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

if foreign_cluster; then
  kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
  "$kubectl" delete clustermodelsigningjob sign-later --ignore-not-found
  "$kubectl" delete clustermodeltrustpolicy demo --ignore-not-found
  "$kubectl" delete modeltrustroot demo-sigstore --ignore-not-found
  "$kubectl" delete namespace demo-team demo-other --ignore-not-found
  "$kubectl" delete pv -l models=demo --ignore-not-found
  "$kubectl" delete -k "$ROOT/deploy" --ignore-not-found
  "$kubectl" delete -k "$ROOT/deploy/prerequisites" --ignore-not-found
else
  "$ROOT/hack/cluster/down.sh"
fi
rm -rf "$CACHE/run-models" "$ROOT/target/demo" "$ROOT/target/identities"
