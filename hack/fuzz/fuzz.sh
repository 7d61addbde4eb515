#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make fuzz: hack/fuzz/fuzz.sh SECONDS [TARGET...]
# Runs Jazzer on every fuzz target, one after the other, each for its share of the time; starting the JVM is not
# counted. What breaks a target, hangs or needs too much memory is written to target/fuzz/finds/TARGET and fails the
# run. Inputs that reached new code are kept in the cache and start the next run. OMS_FUZZ_JAVA_OPTS: options for the JVM.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

seconds="${1:?how many seconds}"
shift
corpus="$ROOT/src/test/resources/fuzz/corpus"
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd "$corpus" && printf '%s\n' *)

# weight TARGET: what decides about trust gets more of the time
weight() {
  case "$1" in
    acceptance) echo 6 ;;
    certificates | bundle | statement | timestamp | log_entry) echo 2 ;;
    *) echo 1 ;;
  esac
}
weights=0
for target in "${targets[@]}"; do weights=$((weights + $(weight "$target"))); done
[ "$seconds" -ge "$weights" ] || die "$seconds seconds are too few for ${#targets[@]} targets" \
  "give FUZZ_SECONDS=60 or more"

JAVA_HOME="$("$ROOT/hack/jdk.sh")"
CLASSPATH="$("$ROOT/hack/fuzz/classpath.sh")"
export CLASSPATH
# An odd name is text in every locale of the caller.
export LC_ALL=C.UTF-8
finds="$ROOT/target/fuzz/finds"
logs="$ROOT/target/fuzz/logs"
mkdir -p "$logs"

# fuzz TARGET SECONDS: returns non-zero for a find
fuzz() {
  local target="$1" share="$2" grown="$CACHE/fuzz/$1"
  mkdir -p "$grown" "$finds/$target"
  # shellcheck disable=SC2086 # several options in one variable
  (cd "$ROOT" && exec "$JAVA_HOME/bin/java" -Xmx1200m -Xss1m -XX:+EnableDynamicAgentLoading \
    "@$ROOT/src/main/dist/conf/jvm.options" ${OMS_FUZZ_JAVA_OPTS:-} \
    com.code_intelligence.jazzer.Jazzer --target_class=dev.modelsigning.fuzz.JazzerEntry --target_args="$target" \
    --instrumentation_includes='dev.modelsigning.**:com.fasterxml.jackson.core.**:org.bouncycastle.**:dev.sigstore.**' \
    --instrumentation_excludes='dev.modelsigning.testing.**:org.bouncycastle.math.**:org.bouncycastle.crypto.**' \
    --custom_hook_excludes='com.code_intelligence.jazzer.sanitizers.**' --reproducer_path="$finds/$target" \
    -max_total_time="$share" -timeout=10 -rss_limit_mb=3072 -artifact_prefix="$finds/$target/" -print_final_stats=1 \
    "$grown" "$corpus/$target") >"$logs/$target.log" 2>&1
}

failed=()
for target in "${targets[@]}"; do
  share=$((seconds * $(weight "$target") / weights))
  say "fuzzing $target for $share s"
  if fuzz "$target" "$share"; then
    say "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/$target.log") runs, no find"
  else
    failed+=("$target")
    say "$target: FOUND, see $finds/$target and $logs/$target.log"
    grep -m 3 -E '^== |ERROR: ' "$logs/$target.log" >&2 || tail -n 5 "$logs/$target.log" >&2
  fi
done
[ ${#failed[@]} -eq 0 ] || die "finds in: ${failed[*]}" \
  "fix what is broken, keep the input as src/test/resources/fuzz/corpus/TARGET/NAME"
say "make fuzz: no find in $seconds s over ${#targets[@]} targets"
