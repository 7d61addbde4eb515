# SPDX-License-Identifier: Apache-2.0
# Sourced, after hack/env.sh, by scripts that need a single node of their own, which is removed afterwards, whatever happens.
# KEEP=1 leaves it up, to look at what is left (make cluster-down).
# shellcheck shell=bash disable=SC2034 # work, kubectl and image are for the scripts that source this file

# own_node NAME REASON: starts it with the operator's image, and sets work (a folder), kubectl and image. REASON: why no other cluster will do.
own_node() {
  local tar="$ROOT/target/model-signature-operator-image.tar"
  { [ -x "$ROOT/target/oms/bin/oms" ] && [ -s "$tar" ]; } || die "target/ holds no command line or no image" "make build"
  if foreign_cluster; then
    die "KUBECONFIG is set" "$2: unset KUBECONFIG, a node is made for this"
  fi
  need_packages openssl
  work="$ROOT/target/$1"
  kubectl="$("$ROOT/hack/cluster/build.sh" kubectl)/kubectl"
  "$ROOT/hack/demo/down.sh" # a second run starts clean
  rm -rf "$work"
  mkdir -p "$work"
  trap remove_own_node EXIT
  "$ROOT/hack/cluster/up.sh" >/dev/null
  image="$("$ROOT/hack/cluster/load-image.sh" "$tar" "$IMAGE_NAME:$IMAGE_TAG")"
}

remove_own_node() {
  [ -z "${KEEP:-}" ] || { say "the node is left up: make cluster-down removes it"; return 0; }
  "$ROOT/hack/demo/down.sh"
  rm -rf "$work"
}
