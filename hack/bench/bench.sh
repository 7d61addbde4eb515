#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The bars on hashing, as ratios of whole processes that run in turns on the same bytes: against openssl on as many
# processes as processors, b3sum, and the Python and Go references. Exit status 1 when oms is slower than the Python
# reference.
#   hack/bench/bench.sh [SCENARIO...]   verify_files sign_files verify_shards verify_blake3 verify_small verify_tiny memory
# Variables: BENCH_MIB (size of one of four files, default 512), BENCH_ROUNDS (default 5), OMS (what to measure),
# GO_REFERENCE (a binary of the Go implementation; without one it is left out).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
OMS="${OMS:-$ROOT/target/oms/bin/oms}"
MIB="${BENCH_MIB:-512}"
ROUNDS="${BENCH_ROUNDS:-5}"
WORK="$CACHE/bench/$MIB"

[ -x "$OMS" ] || die "$OMS is missing" "run make build, or make bench"
for tool in openssl b3sum; do command -v "$tool" >/dev/null || need_packages "$tool"; done
venv="$("$ROOT/hack/python-venv.sh")"
# No version of it resolves as a Go module: it is measured where somebody has built it.
go_reference="${GO_REFERENCE:-}"

mkdir -p "$WORK"
if [ ! -s "$WORK/key.pem" ]; then
  openssl ecparam -name prime256v1 -genkey -noout -out "$WORK/key.pem"
  openssl ec -in "$WORK/key.pem" -pubout -out "$WORK/public.pem" 2>/dev/null
fi

say "load average before: $(cut -d' ' -f1-3 /proc/loadavg); a busy machine makes the ratios meaningless"
exec python3 "$ROOT/hack/bench/hashing.py" --rounds "$ROUNDS" --mib "$MIB" --root "$ROOT" --work "$WORK" --oms "$OMS" \
  --reference "$venv/bin/python" --go-reference "$go_reference" "$@"
