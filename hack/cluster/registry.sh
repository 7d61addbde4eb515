#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Starts a registry on the node's address, in the node's network, and prints its host and port. It speaks HTTP, keeps its images in the
# node's folder, and ends with the node (hack/cluster/down.sh). containerd knows of it by certs.d (hack/cluster/up.sh).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/node.sh"
require_root_linux

if ! is_running registry; then
  binary="$("$ROOT/hack/registry/build.sh")"
  mkdir -p "$RUN/registry"
  cat >"$RUN/registry.yaml" <<EOF
version: "0.1"
log: {level: warn}
storage: {filesystem: {rootdirectory: $RUN/registry}}
http: {addr: "$REGISTRY"}
EOF
  start registry "$binary" serve "$RUN/registry.yaml"
  wait_until 20 "the registry to answer (log: $RUN/log/registry.log)" \
    in_node bash -c "exec 3<>/dev/tcp/${REGISTRY%:*}/${REGISTRY#*:}"
fi
printf '%s\n' "$REGISTRY"
