#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the webhook costs, as ratios against a webhook that does nothing, on a real API server in the same run. Exit status 1
# when a ratio is a tenth worse than the one in hack/bench/gate/reference.json.
#   hack/bench/gate.sh [--quick] [--runs N] [--update-reference] [SCENARIO...]      decision pods scale
# Needs target/quarkus-app and the compiled tests, as `make bench-gate` builds them.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
[ -f "$ROOT/target/quarkus-app/quarkus-run.jar" ] || die "target/quarkus-app is missing" "run make bench-gate"
[ -d "$ROOT/target/test-classes" ] || die "target/test-classes is missing" "run make bench-gate"
command -v python3 >/dev/null || need_packages python3
command -v openssl >/dev/null || need_packages openssl

tools="$("$ROOT/hack/bench/gate/build.sh")"
binaries="$("$ROOT/hack/cluster/envtest.sh")"
jdk="$("$ROOT/hack/jdk.sh")"
caches="$("$ROOT/hack/image/train.sh" "$jdk" "$ROOT/target/quarkus-app" "$ROOT/target/bench/caches")"
say "load average before: $(cut -d' ' -f1-3 /proc/loadavg); a busy machine makes the ratios rougher"
exec python3 -B "$ROOT/hack/bench/gate/main.py" --root "$ROOT" --tools "$tools" --binaries "$binaries" \
  --java "$jdk/bin/java" --caches "$caches" "$@"
