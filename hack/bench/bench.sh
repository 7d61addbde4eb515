#!/usr/bin/env bash
# Whole-process time of `oms verify` on a model of 2 GiB in 4 files that are in the page cache, against the Python
# reference and against openssl on as many processes as processors, all in the same run, in turns. Exit status 1 when
# oms is slower than the reference.
# Variables: BENCH_MIB (size of a file, default 512), BENCH_ROUNDS (default 5), OMS (the command line to measure).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
OMS="${OMS:-$ROOT/target/oms/bin/oms}"
MIB="${BENCH_MIB:-512}"
ROUNDS="${BENCH_ROUNDS:-5}"
WORK="$CACHE/bench/$MIB"
MODEL="$WORK/model"

[ -x "$OMS" ] || die "$OMS is missing" "run make build, or make bench"
command -v openssl >/dev/null || need_packages openssl
venv="$("$ROOT/hack/python-venv.sh")"

make_model() {
  rm -rf "$WORK"
  mkdir -p "$MODEL.new"
  local i
  for i in 1 2 3 4; do head -c "${MIB}M" /dev/urandom >"$MODEL.new/model-0000$i-of-00004.safetensors"; done
  openssl ecparam -name prime256v1 -genkey -noout -out "$WORK/key.pem"
  openssl ec -in "$WORK/key.pem" -pubout -out "$WORK/public.pem" 2>/dev/null
  mv "$MODEL.new" "$MODEL"
}
[ -d "$MODEL" ] || timed "a model of $((4 * MIB)) MiB" make_model
"$OMS" sign key "$MODEL" --private-key "$WORK/key.pem" --signature "$WORK/model.sig" --progress none >/dev/null

say "load average before: $(cut -d' ' -f1-3 /proc/loadavg); a busy machine makes the ratios meaningless"
exec python3 "$ROOT/hack/bench/measure.py" --rounds "$ROUNDS" --model "$MODEL" --work "$WORK" --oms "$OMS" \
  --reference "$venv/bin/python"
