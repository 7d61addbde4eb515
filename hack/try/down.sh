#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make try-down: removes what hack/try/run.sh made, and nothing else.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"

remove_objects() {
  if "$KUBECTL" get crd clustermodeltrustpolicies.modelsigning.dev >/dev/null 2>&1; then
    "$KUBECTL" delete clustermodeltrustpolicy try --ignore-not-found
  fi
  "$KUBECTL" delete namespace try-team --ignore-not-found
  if made volumes; then
    "$KUBECTL" delete persistentvolume -l models=try --ignore-not-found
    rm -rf "$CACHE/try-models"
  fi
}

remove_operator() { "$KUBECTL" delete -k "$WORK/install" --ignore-not-found; }

choose_kubeconfig
if made kind-cluster; then
  kind delete cluster --name "$KIND_CLUSTER"
elif [ -n "$KUBECONFIG" ]; then
  KUBECTL="$(kubectl_command)"
  if "$KUBECTL" get --raw /readyz >/dev/null 2>&1; then
    remove_objects
    if made operator; then remove_operator; fi
  else
    say "no API server answers at the cluster of KUBECONFIG=$KUBECONFIG: only files are removed"
    rm -rf "$CACHE/try-models"
  fi
else
  say "no earlier try is known here"
fi
rm -rf "$WORK"
