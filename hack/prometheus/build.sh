#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds prometheus and promtool from their pinned Go module, once, into the cache, and prints the folder of both. Without the web
# interface and without service discovery: the tests name what is scraped.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
FOLDER="$ROOT/hack/prometheus"

BIN="$CACHE/prometheus/$(cat "$FOLDER/go.mod" "$FOLDER/go.sum" | sha256sum | cut -c1-12)"
mkdir -p "$BIN"

build() {
  local program
  for program in promtool prometheus; do
    (cd "$FOLDER" &&
      CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off nice "$GO" build -mod=readonly -trimpath -buildvcs=false -ldflags '-s -w' \
        -tags remove_all_sd -o "$BIN/.$program.$$" "github.com/prometheus/prometheus/cmd/$program") >&2
    mv "$BIN/.$program.$$" "$BIN/$program" # a rename: nobody ever sees half a binary
  done
}

(
  # Two builds at once would only be slower: the second waits and finds it done.
  flock 9
  if ! [ -x "$BIN/promtool" ] || ! [ -x "$BIN/prometheus" ]; then
    GO="$(go_command)"
    timed "go build prometheus and promtool (some minutes, once)" build
  fi
) 9>"$BIN/.lock"
printf '%s\n' "$BIN"
