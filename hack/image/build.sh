#!/usr/bin/env bash
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
for jar in "$TARGET"/oms/lib/*.jar; do
  case "$(basename "$jar")" in
    model-signature-operator*) cp -al "$jar" "$LAYERS/application/opt/oms/cli/lib/" ;;
    *) cp -al "$jar" "$LAYERS/libraries/opt/oms/cli/lib/" ;;
  esac
done

architecture="$(dpkg --print-architecture)"
# Without the network first: everything was fetched by the first build, and asking again costs seconds.
jib() {
  nice "$ROOT/hack/mvn.sh" -q "$@" -f "$ROOT/hack/image/pom.xml" jib:buildTar -Drootfs="$rootfs" -Dlayers="$LAYERS" \
    -Dimage.tar="$TAR.new" -Dimage.name="$IMAGE_NAME:$IMAGE_TAG" -Dimage.architecture="$architecture" \
    -Djib.applicationCache="$CACHE/jib" -Djib.console=plain >"$TARGET/image/jib.log" 2>&1
}
pack() { jib --offline || jib || die "Jib failed: $(grep -F '[ERROR]' "$TARGET/image/jib.log" | head -n 3)"; }
timed "packing the image" pack
mv "$TAR.new" "$TAR"
say "$TAR: $(du -m "$TAR" | cut -f1) MB"
printf '%s\n' "$TAR"
