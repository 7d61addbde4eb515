#!/usr/bin/env bash
# Storage on which every read takes 5 ms longer, and how well `oms verify` waits for many reads at once.
#   hack/bench/slow-storage.sh                       verify with 1 reader and with 8, in turns; exit status 1 when
#                                                    8 readers are not 4 times as fast
#   hack/bench/slow-storage.sh --mount FOLDER POINT  only show FOLDER at POINT, slow and read-only, until ^C
# It is a FUSE mount (modules/slow-storage): device-mapper's delay target would do as well, but not every kernel has it.
# Every mount starts with nothing cached, and no opening of a file finds what an earlier one has read.
# Variables: SLOW_LATENCY (default 5ms), SLOW_MIB (size of one of 16 files, default 16), BENCH_ROUNDS (default 5), OMS.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
OMS="${OMS:-$ROOT/target/oms/bin/oms}"
LATENCY="${SLOW_LATENCY:-5ms}"
MIB="${SLOW_MIB:-16}"
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

make_model() {
  rm -rf "$WORK"
  mkdir -p "$WORK/model.new"
  local i
  for i in $(seq -w 1 16); do head -c "${MIB}M" /dev/urandom >"$WORK/model.new/model-000$i-of-00016.safetensors"; done
  openssl ecparam -name prime256v1 -genkey -noout -out "$WORK/key.pem"
  openssl ec -in "$WORK/key.pem" -pubout -out "$WORK/public.pem" 2>/dev/null
  mv "$WORK/model.new" "$WORK/model"
}

mounted() { mountpoint -q "$POINT"; }

unmount() {
  [ -n "$SERVER" ] || return 0
  kill -TERM "$SERVER" 2>/dev/null || true
  wait "$SERVER" 2>/dev/null || true
  rmdir "$POINT" 2>/dev/null || true
  SERVER=""
}

# milliseconds THREADS: one verification on a fresh mount, on stdout.
milliseconds() {
  local started
  started=$(date +%s%N)
  "$OMS" verify key "$POINT" --signature "$WORK/model.sig" --public-key "$WORK/public.pem" --threads "$1" \
    --progress none >"$WORK/output" 2>&1 || die "oms failed on the slow mount" "read $WORK/output"
  printf '%s\n' $((($(date +%s%N) - started) / 1000000))
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
[ -d "$WORK/model" ] || timed "a model of $((16 * MIB)) MiB in 16 files" make_model
"$OMS" sign key "$WORK/model" --private-key "$WORK/key.pem" --signature "$WORK/model.sig" --progress none >/dev/null

POINT="$(mktemp -d)"
trap unmount EXIT
"$PROGRAM" -latency "$LATENCY" "$WORK/model" "$POINT" 2>"$WORK/slow-storage.log" &
SERVER=$!
wait_until 10 "the slow mount (log: $WORK/slow-storage.log)" mounted
: >"$WORK/one"
: >"$WORK/eight"
for round in $(seq "$ROUNDS"); do
  say "round $round of $ROUNDS"
  milliseconds 1 >>"$WORK/one"
  milliseconds 8 >>"$WORK/eight"
done
one="$(median <"$WORK/one")"
eight="$(median <"$WORK/eight")"
awk -v one="$one" -v eight="$eight" -v latency="$LATENCY" 'BEGIN {
  printf "reads that take %s: 8 readers are %.2f times as fast as 1 (%d ms, %d ms)\n", latency, one / eight, eight, one
  exit one < 4 * eight
}'
