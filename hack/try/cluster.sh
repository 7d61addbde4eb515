# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh and down.sh: which cluster to use, and what was made in it.
# shellcheck shell=bash disable=SC2034 # the names are for the scripts that source this file

WORK="$ROOT/target/try"
# What a run made, so that down.sh removes that and nothing else: kind-cluster, operator, volumes.
MADE="$WORK/made"
KIND_CLUSTER="model-signature-try"
NODE_KUBECONFIG="$CACHE/run/kubeconfig"

made() { [ -e "$MADE/$1" ]; }

remember() {
  mkdir -p "$MADE"
  touch "$MADE/$1"
}

# kubectl_command: the one on the PATH, else the one that the project builds.
kubectl_command() { type -P kubectl || printf '%s/kubectl\n' "$("$ROOT/hack/cluster/build.sh" kubectl)"; }

# The cluster of an earlier run wins over KUBECONFIG only where KUBECONFIG is not set.
choose_kubeconfig() {
  if [ -z "${KUBECONFIG:-}" ] && [ -s "$WORK/kubeconfig-path" ]; then
    KUBECONFIG="$(cat "$WORK/kubeconfig-path")"
  fi
  export KUBECONFIG="${KUBECONFIG:-}"
}

# The name of the kind cluster behind KUBECONFIG; nothing when it is another kind of cluster, or kind is not there.
kind_cluster() {
  local context
  command -v kind >/dev/null || return 0
  context="$("$KUBECTL" config current-context 2>/dev/null)" || return 0
  case "$context" in
    kind-*) kind get clusters 2>/dev/null | grep -Fx -- "${context#kind-}" || true ;;
  esac
}
