#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Imports an image tar into the node's containerd and names it by tag and by digest.
#   hack/cluster/load-image.sh TAR NAME:TAG     prints NAME@sha256:<digest of the manifest>
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/node.sh"
[ $# -eq 2 ] || die "usage: hack/cluster/load-image.sh TAR NAME:TAG"
[ -s "$1" ] || die "$1 is missing or empty" "make build writes the image tar to target/"
[ -S "$CONTAINERD_SOCKET" ] || die "no containerd at $CONTAINERD_SOCKET" "make cluster-up"

ctr() { "$("$ROOT/hack/cluster/build.sh" ctr)/ctr" -a "$CONTAINERD_SOCKET" -n k8s.io "$@" 2> >(grep -v DEPRECATION >&2); }

said="$(ctr images import "$1" 2>&1)" || die "containerd refused $1: $said"
# The manifest's digest, as a registry would give it: what imageID in a pod's status is compared with.
digest="$(ctr images ls "name==$2" | awk -v name="$2" '$1 == name { print $3 }')"
[ -n "$digest" ] || die "$1 was imported, but holds no image called $2" "look at: ctr -n k8s.io images ls"
by_digest="${2%:*}@$digest"
ctr images tag --force "$2" "$by_digest" >/dev/null
printf '%s\n' "$by_digest"
