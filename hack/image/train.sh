#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Records the AOT caches of operator and webhook for one Java and one folder of the packaged application, against a real API
# server; see docs/adr/0018. Prints the folder that holds operator.aot and webhook.aot.
#   hack/image/train.sh JDK APPLICATION
# A cache is valid for the jars of the class path with their size and date, so these are part of its key.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
JDK="$1" APPLICATION="$2"
# Recorded and not used any more; each is as large as the application.
KEPT=4

[ -d "$ROOT/target/test-classes" ] || die "target/test-classes is missing" "run make build"
jars() { (cd "$APPLICATION" && find . -name '*.jar' | LC_ALL=C sort); }
key="$({
  cat "$JDK/release" "$ROOT"/src/main/dist/conf/{jvm,container,operator,webhook}.options "${BASH_SOURCE[0]}" \
    "$ROOT"/hack/bench/gate/{train,cluster,pods,program,scale,scene,webhooks}.py
  stat -c '%s' "$JDK/lib/modules"
  (cd "$APPLICATION" && jars | xargs stat -c '%n %s %Y' && jars | xargs cat)
} | sha256sum | cut -c1-12)"
OUT="$CACHE/aot/roles-$key"

conf=("@$ROOT/src/main/dist/conf/"{jvm,container})
train() {
  local new="$OUT.$$" log="$CACHE/aot/training.$$.log"
  rm -rf "$new"
  mkdir -p "$new"
  nice python3 -B "$ROOT/hack/bench/gate/train.py" --root "$ROOT" --tools "$tools" --binaries "$binaries" --java "$JDK/bin/java" \
    --scene-java "$("$ROOT/hack/jdk.sh")/bin/java" --application "$APPLICATION" --output "$new" >"$log" 2>&1 ||
    die "operator and webhook recorded no AOT caches: $(tail -n 3 "$log")" "read $log"
  # What does not fit is left out without a word, so ask once.
  for role in operator webhook; do
    "$JDK/bin/java" -XX:AOTCache="$new/$role.aot" "${conf[@]/%/.options}" "@$ROOT/src/main/dist/conf/$role.options" -XX:AOTMode=on \
      -cp "$APPLICATION/quarkus-run.jar" -version >>"$log" 2>&1 ||
      die "the JVM does not take the AOT cache that the $role recorded" "read $log"
  done
  rm "$log"
  rm -rf "$OUT"
  mv "$new" "$OUT"
}

if [ ! -s "$OUT/operator.aot" ] || [ ! -s "$OUT/webhook.aot" ]; then
  mkdir -p "$CACHE/aot"
  command -v python3 >/dev/null || need_packages python3
  command -v openssl >/dev/null || need_packages openssl
  tools="$("$ROOT/hack/bench/gate/build.sh")"
  binaries="$("$ROOT/hack/cluster/envtest.sh")"
  timed "the AOT caches of operator and webhook" train
  find "$CACHE/aot" -maxdepth 1 -name 'roles-*' -printf '%T@ %p\n' | sort -rn | tail -n +$((KEPT + 1)) | cut -d' ' -f2- | xargs -r rm -rf
fi
printf '%s\n' "$OUT"
