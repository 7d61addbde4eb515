#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the two small images of the node, each a single Go binary without a base image: pause (holds a pod's namespaces)
# and model-reader (stands for an inference server in the demo). Prints the folder with their tars.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
SOURCES="$ROOT/hack/cluster/images"
key="$(cd "$SOURCES" && { find . -type f | LC_ALL=C sort | xargs sha256sum; sha256sum ../scratch_image.py; } | sha256sum | cut -c1-12)"
OUT="$CACHE/images/$key"
mkdir -p "$OUT"

build() { # NAME REFERENCE
  [ ! -s "$OUT/$1.tar" ] || return 0
  (cd "$SOURCES" && CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off \
    "$(go_command)" build -trimpath -buildvcs=false -ldflags '-s -w' -o "$OUT/$1" "./$1") >&2
  python3 "$ROOT/hack/cluster/scratch_image.py" "$2" "$OUT/$1" "$OUT/.$1.tar.$$"
  mv "$OUT/.$1.tar.$$" "$OUT/$1.tar"
}

build pause localhost/pause:1
build reader localhost/model-reader:1
printf '%s\n' "$OUT"
