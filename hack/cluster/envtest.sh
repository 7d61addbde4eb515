#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints a directory that holds etcd, kube-apiserver and kubectl for tests against a real API server.
# KUBEBUILDER_ASSETS wins when it is set; else the three are built from their Go modules, once.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  for name in etcd kube-apiserver kubectl; do
    [ -x "$KUBEBUILDER_ASSETS/$name" ] ||
      die "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS holds no executable $name" "unset it, and the three are built from source"
  done
  printf '%s\n' "$KUBEBUILDER_ASSETS"
else
  exec "$ROOT/hack/cluster/build.sh" etcd kube-apiserver kubectl
fi
