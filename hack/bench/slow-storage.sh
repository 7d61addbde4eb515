#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Storage on which every read takes 5 ms longer, and how well `oms verify` waits for many reads at once.
#   hack/bench/slow-storage.sh                       verify with 1 reader and with 8, in turns, a model of 16 files and
#                                                    one of a single file in shards; exit status 1 when 8 readers are
#                                                    not 4 times as fast on both
#   hack/bench/slow-storage.sh --mount FOLDER POINT  only show FOLDER at POINT, slow and read-only, until ^C
# It is a FUSE mount (modules/slow-storage): device-mapper's delay target would do as well, but not every kernel has it.
# Every mount starts with nothing cached, and no opening of a file finds what an earlier one has read.
# Variables: SLOW_LATENCY (default 5ms), SLOW_MIB (size of one of 16 files, default 32), BENCH_ROUNDS (default 5), OMS.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
OMS="${OMS:-$ROOT/target/oms/bin/oms}"
LATENCY="${SLOW_LATENCY:-5ms}"
MIB="${SLOW_MIB:-32}"
ROUNDS="${BENCH_ROUNDS:-5}"
SOURCE="$ROOT/hack/bench/modules/slow-storage"
WORK="$CACHE/bench/slow-$MIB"
POINT=""
SERVER=""

build() {
  local key
  key="$(cd "$SOURCE" && cat go.mod go.sum main.go | sha256sum | cut -c1-12)"
  PROGRAM="$CACHE/bench/bin/slow-storage-$key"
  [ ! -x "$PROGRAM" ] || return 0
  mkdir -p "${PROGRAM%/*}"
  local go
  go="$(go_command)"
  (cd "$SOURCE" && CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off nice "$go" build -mod=readonly -trimpath \
    -buildvcs=false -ldflags '-s -w' -o "$PROGRAM.$$" .) >&2
  mv "$PROGRAM.$$" "$PROGRAM"
}

require_fuse() {
  [ -c /dev/fuse ] || die "this machine has no /dev/fuse" "load the module fuse, or give the container the device"
  [ "$(id -u)" = 0 ] || command -v fusermount3 >/dev/null || need_packages fuse3
}

make_models() {
  rm -rf "$WORK"
  mkdir -p "$WORK/new/files" "$WORK/new/shards"
  local i
  for i in $(seq -w 1 16); do head -c "${MIB}M" /dev/urandom >"$WORK/new/files/model-000$i-of-00016.safetensors"; done
  cat "$WORK"/new/files/* >"$WORK/new/shards/model.safetensors"
  openssl ecparam -name prime256v1 -genkey -noout -out "$WORK/key.pem"
  openssl ec -in "$WORK/key.pem" -pubout -out "$WORK/public.pem" 2>/dev/null
  mv "$WORK/new" "$WORK/models"
}

mounted() { mountpoint -q "$POINT"; }

unmount() {
  [ -n "$SERVER" ] || return 0
  kill -TERM "$SERVER" 2>/dev/null || true
  wait "$SERVER" 2>/dev/null || true
  rmdir "$POINT" 2>/dev/null || true
  SERVER=""
}

# sign MODEL OPTION...
sign() {
  local model="$1"
  shift
  "$OMS" sign key "$WORK/models/$model" --private-key "$WORK/key.pem" --signature "$WORK/$model.sig" --progress none \
    "$@" >/dev/null
}

# milliseconds MODEL THREADS: one verification, on stdout.
milliseconds() {
  local started
  started=$(date +%s%N)
  "$OMS" verify key "$POINT/$1" --signature "$WORK/$1.sig" --public-key "$WORK/public.pem" --threads "$2" \
    --progress none >"$WORK/output" 2>&1 || die "oms failed on the slow mount" "read $WORK/output"
  printf '%s\n' $((($(date +%s%N) - started) / 1000000))
}

# ratio MODEL: fails when 8 readers are not 4 times as fast as 1.
ratio() {
  local model="$1" round
  : >"$WORK/one"
  : >"$WORK/eight"
  for round in $(seq "$ROUNDS"); do
    say "$model: round $round of $ROUNDS"
    milliseconds "$model" 1 >>"$WORK/one"
    milliseconds "$model" 8 >>"$WORK/eight"
  done
  awk -v one="$(median <"$WORK/one")" -v eight="$(median <"$WORK/eight")" -v what="$model, reads that take $LATENCY" 'BEGIN {
    printf "%s: 8 readers are %.2f times as fast as 1 (%d ms, %d ms)\n", what, one / eight, eight, one
    exit one < 4 * eight
  }'
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

need_packages util-linux
require_fuse
timed "the slow storage's program" build
if [ "${1:-}" = --mount ]; then
  [ $# = 3 ] || die "usage: hack/bench/slow-storage.sh --mount FOLDER POINT"
  exec "$PROGRAM" -latency "$LATENCY" "$2" "$3"
fi
[ $# = 0 ] || die "usage: hack/bench/slow-storage.sh [--mount FOLDER POINT]"
[ -x "$OMS" ] || die "$OMS is missing" "run make build, or make bench"
command -v openssl >/dev/null || need_packages openssl
[ -d "$WORK/models" ] || timed "two models of $((16 * MIB)) MiB" make_models
sign files
sign shards --shard-size $((8 << 20))

POINT="$(mktemp -d)"
trap unmount EXIT
"$PROGRAM" -latency "$LATENCY" "$WORK/models" "$POINT" 2>"$WORK/slow-storage.log" &
SERVER=$!
wait_until 10 "the slow mount (log: $WORK/slow-storage.log)" mounted
say "load average before: $(cut -d' ' -f1-3 /proc/loadavg); a busy machine makes the ratios meaningless"
slow=0
for model in files shards; do ratio "$model" || slow=1; done
[ "$slow" = 0 ]
