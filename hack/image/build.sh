#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packs target/quarkus-app and target/oms into target/model-signature-operator-image.tar, without a container engine.
# Run by `make build` after Maven. Prints the tar.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
TARGET="${OMS_TARGET:-$ROOT/target}"
TAR="$TARGET/model-signature-operator-image.tar"
LAYERS="$TARGET/image/layers"

[ -f "$TARGET/quarkus-app/quarkus-run.jar" ] || die "$TARGET/quarkus-app/quarkus-run.jar is missing" "run make build"
ls "$TARGET"/oms/lib/*.jar >/dev/null 2>&1 || die "$TARGET/oms/lib holds no jar of the command line" "run make build"

rootfs="$("$ROOT/hack/image/rootfs.sh")"

# Hard links: the layers cost no space and no time. Jib gives every file the same date, so equal layers stay equal;
# it asks for a folder of classes, which stays empty.
rm -rf "$LAYERS"
mkdir -p "$TARGET/image" "$ROOT/target/image/classes" "$LAYERS"/{libraries,application}/opt/oms/{app,cli/lib}
cp -al "$TARGET/quarkus-app/lib" "$LAYERS/libraries/opt/oms/app/lib"
cp -al "$TARGET"/quarkus-app/{app,quarkus,quarkus-run.jar} "$LAYERS/application/opt/oms/app/"
rm -rf "$TARGET/image/training"
mkdir -p "$TARGET/image/training/lib"
cp -r "$TARGET/quarkus-app" "$TARGET/image/training/app"
for jar in "$TARGET"/oms/lib/*.jar; do
  case "$(basename "$jar")" in
    model-signature-operator*) layer=application ;;
    *) layer=libraries ;;
  esac
  cp "$jar" "$LAYERS/$layer/opt/oms/cli/lib/"
  ln "$LAYERS/$layer/opt/oms/cli/lib/$(basename "$jar")" "$TARGET/image/training/lib/"
done
cp "$TARGET/oms/lib/liboms.so" "$LAYERS/application/opt/oms/cli/lib/"
cp -r "$TARGET/oms/conf" "$LAYERS/application/opt/oms/conf"

# The AOT cache of the command line: a measuring Job then starts without loading and linking its classes one by one.
# It is valid for jars of the same size and date in the same order, so they get the date that Jib is going to give them.
train() { # CACHE
  touch -d @1 "$TARGET"/image/training/lib/*.jar
  nice "$("$ROOT/hack/jdk.sh")/bin/java" -cp "$TARGET/test-classes:$TARGET/oms/lib/*" dev.modelsigning.build.AotTraining \
    "$rootfs/opt/jdk" "$TARGET/image/training/lib" "$TARGET/oms/lib" "$TARGET/oms/conf" reading "$1.new" \
    >"$TARGET/image/training/log" 2>&1 || die "the JVM wrote no AOT cache" "read $TARGET/image/training/log"
  mv "$1.new" "$1"
}
# Kept by the content it depends on: two runs never write the same cache, and the image would get a new digest for nothing.
aot="$CACHE/aot/$({ cat "$TARGET"/image/training/lib/*.jar "$TARGET"/oms/conf/* "${BASH_SOURCE[0]}" \
  "$ROOT"/src/build/java/dev/modelsigning/build/*.java; basename "$rootfs"; } | sha256sum | cut -c1-12).aot"
mkdir -p "$CACHE/aot"
[ -s "$aot" ] || timed "the command line's AOT cache" train "$aot"
cp "$aot" "$LAYERS/application/opt/oms/cli/oms.aot"

# Those of operator and webhook, in a layer of their own: they change with every edit of a source file.
find "$TARGET/image/training/app" -name '*.jar' -exec touch -d @1 {} +
"$ROOT/hack/image/train.sh" "$rootfs/opt/jdk" "$TARGET/image/training/app" "$LAYERS/caches/opt/oms/app" >/dev/null

architecture="$(dpkg --print-architecture)"
# Without the network first: everything was fetched by the first build, and asking again costs seconds.
jib() {
  nice "$ROOT/hack/mvn.sh" -q "$@" -f "$ROOT/hack/image/pom.xml" jib:buildTar -Drootfs="$rootfs" -Dlayers="$LAYERS" \
    -Dimage.tar="$TAR.new" -Dimage.name="$IMAGE_NAME:$IMAGE_TAG" -Dimage.version="$PROJECT_VERSION" -Dimage.architecture="$architecture" \
    -Djib.applicationCache="$CACHE/jib" -Djib.console=plain >"$TARGET/image/jib.log" 2>&1
}
pack() { jib --offline || jib || die "Jib failed: $(grep -F '[ERROR]' "$TARGET/image/jib.log" | head -n 3)"; }
timed "packing the image" pack
mv "$TAR.new" "$TAR"
say "$TAR: $(du -m "$TAR" | cut -f1) MB"
printf '%s\n' "$TAR"
