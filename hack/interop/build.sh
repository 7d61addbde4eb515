#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the servers of a private Sigstore from pinned Go modules, each once, into the cache.
#   hack/interop/build.sh    prints the directory on stdout
# The directory is named after the content of modules/, so a changed pin builds into a new one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
MODULES="$ROOT/hack/interop/modules"

# binary, module folder, package
BINARIES="
fulcio           fulcio              github.com/sigstore/fulcio
ct-log           fulcio              ./ct-log
rekor-server     rekor               github.com/sigstore/rekor/cmd/rekor-server
log-server       rekor               ./log-server
rekor-tiles      rekor-tiles         github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix
timestamp-server timestamp-authority github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server
"

version_key() {
  (cd "$MODULES" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
}

build_one() {
  local name="$1" folder="$2" package="$3"
  (cd "$MODULES/$folder" &&
    CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off nice "$GO" build -mod=readonly -trimpath -buildvcs=false \
      -ldflags '-s -w' -o "$BIN/.$name.$$" "$package") >&2
  mv "$BIN/.$name.$$" "$BIN/$name" # a rename: nobody ever sees half a binary
}

BIN="$CACHE/interop/bin/$(version_key)"
mkdir -p "$BIN"
(
  # Two builds of one binary at once would only be slower: the second waits and finds it done.
  flock 9
  GO=""
  while read -r name folder package; do
    if [ -z "$name" ] || [ -x "$BIN/$name" ]; then continue; fi
    [ -n "$GO" ] || GO="$(go_command)"
    timed "go build $name" build_one "$name" "$folder" "$package"
  done <<<"$BINARIES"
) 9>"$BIN/.lock"
printf '%s\n' "$BIN"
