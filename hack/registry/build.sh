#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the registry of the CNCF project distribution from its pinned Go module, once, into the cache, and prints the binary's path.
# It has a folder of its own, so that a changed pin rebuilds it and not the node (hack/cluster/build.sh).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
FOLDER="$ROOT/hack/registry"

BIN="$CACHE/registry/$(cat "$FOLDER/go.mod" "$FOLDER/go.sum" | sha256sum | cut -c1-12)"
mkdir -p "$BIN"

build() {
  (cd "$FOLDER" &&
    CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off nice "$GO" build -mod=readonly -trimpath -buildvcs=false -ldflags '-s -w' \
      -o "$BIN/.registry.$$" github.com/distribution/distribution/v3/cmd/registry) >&2
  mv "$BIN/.registry.$$" "$BIN/registry" # a rename: nobody ever sees half a binary
}

(
  # Two builds at once would only be slower: the second waits and finds it done.
  flock 9
  if ! [ -x "$BIN/registry" ]; then
    GO="$(go_command)"
    timed "go build registry (a minute, once)" build
  fi
) 9>"$BIN/.lock"
printf '%s\n' "$BIN/registry"
