#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the no-op webhook and the load generator, once, into the cache; prints the program.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../../env.sh"
SOURCE="$ROOT/hack/bench/gate/tools"
key="$(cat "$SOURCE"/go.mod "$SOURCE"/*.go | sha256sum | cut -c1-12)"
program="$CACHE/bench/bin/gate-$key"
if [ ! -x "$program" ]; then
  mkdir -p "$CACHE/bench/bin"
  go="$(go_command)"
  (cd "$SOURCE" && CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off "$go" build -trimpath -buildvcs=false -o "$program.$$" .)
  mv "$program.$$" "$program"
fi
printf '%s\n' "$program"
