#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Records the AOT caches of operator and webhook for one Java and one folder of the packaged application, against a real API
# server; see docs/adr/0018. Links operator.aot and webhook.aot into FOLDER, and prints it.
#   hack/image/train.sh JDK APPLICATION FOLDER
# A cache is valid for the jars of the class path with their size and date, so these are part of its key.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
JDK="$1" APPLICATION="$2" FOLDER="$3"
TARGET="${OMS_TARGET:-$ROOT/target}"
# How many sets of caches are kept, those used last; a set is as large as the application.
KEPT=4

[ -d "$TARGET/test-classes" ] || die "$TARGET/test-classes is missing" "run make build"
jars() { (cd "$APPLICATION" && find . -name '*.jar' | LC_ALL=C sort); }
key="$({
  cat "$JDK/release" "$ROOT"/src/main/dist/conf/{jvm,container,operator,webhook}.options "${BASH_SOURCE[0]}" \
    "$ROOT"/hack/bench/gate/{train,cluster,pods,program,scale,scene,webhooks}.py
  stat -c '%s' "$JDK/lib/modules"
  (cd "$APPLICATION" && jars | xargs stat -c '%n %s %Y' && jars | xargs cat)
} | sha256sum | cut -c1-12)"
OUT="$CACHE/aot/roles-$key"
# By another name until it is complete: what looks for sets does not find it.
new="$CACHE/aot/.new-roles-$key" log="$CACHE/aot/training-$key.log" training=""

# Of a training that fails or is ended, nothing is left but its log.
abandon() {
  # It ends what it has started, which takes some seconds.
  if [ -n "$training" ]; then kill "$training" 2>/dev/null && wait "$training"; fi || true
  rm -rf -- "$new"
  say "$TIMED FAILED"
}

conf=("@$ROOT/src/main/dist/conf/"{jvm,container})
train() {
  trap abandon EXIT
  trap 'exit 1' HUP INT TERM
  rm -rf -- "$new"
  mkdir -p "$new"
  # In the background: while this shell waits for one in the foreground, it hears no signal.
  nice python3 -B "$ROOT/hack/bench/gate/train.py" --root "$ROOT" --target "$TARGET" --tools "$tools" --binaries "$binaries" \
    --java "$JDK/bin/java" --scene-java "$("$ROOT/hack/jdk.sh")/bin/java" --application "$APPLICATION" --output "$new" >"$log" 2>&1 &
  training=$!
  wait "$training" || { training=""; die "operator and webhook recorded no AOT caches: $(tail -n 3 "$log")" "read $log"; }
  training=""
  # What does not fit is left out without a word, so ask once, and for the reason, which the options of the roles keep silent about.
  for role in operator webhook; do
    "$JDK/bin/java" -XX:AOTCache="$new/$role.aot" "${conf[@]/%/.options}" "@$ROOT/src/main/dist/conf/$role.options" -XX:AOTMode=on \
      '-Xlog:aot*=warning' -cp "$APPLICATION/quarkus-run.jar" -version >>"$log" 2>&1 ||
      die "the JVM does not take the AOT cache that the $role recorded: $(tail -n 7 "$log")" "read $log"
  done
  rm -- "$log"
  rm -rf -- "$OUT"
  mv -T -- "$new" "$OUT"
  trap - HUP INT TERM
}

# Those used last are kept, and those that somebody is about to link.
prune() {
  find "$CACHE/aot" -maxdepth 1 -name 'roles-*' -printf '%T@ %f\0' | sort -zrn | tail -zn +$((KEPT + 1)) | cut -zd' ' -f2- |
    xargs -0r -I{} flock -n -E 0 "$CACHE/aot/.lock-{}" rm -rf -- "$CACHE/aot/{}"
}

mkdir -p "$CACHE/aot" "$FOLDER"
# Until this script ends, and its training: builds with the same key train once, and no other one removes the set before it is linked.
exec 9>"$CACHE/aot/.lock-roles-$key"
flock 9
if [ ! -s "$OUT/operator.aot" ] || [ ! -s "$OUT/webhook.aot" ]; then
  command -v python3 >/dev/null || need_packages python3
  command -v openssl >/dev/null || need_packages openssl
  tools="$("$ROOT/hack/bench/gate/build.sh")"
  binaries="$("$ROOT/hack/cluster/envtest.sh")"
  timed "the AOT caches of operator and webhook" train
  prune
fi
# The time of its last use.
touch "$OUT"
# Links, since the set may be removed while its caches are in use; copies where FOLDER is on another file system.
for role in operator webhook; do
  [ "$OUT/$role.aot" -ef "$FOLDER/$role.aot" ] || ln -f "$OUT/$role.aot" "$FOLDER/" 2>/dev/null || cp -f "$OUT/$role.aot" "$FOLDER/"
done
printf '%s\n' "$FOLDER"
