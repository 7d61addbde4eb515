#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Packs what `make build` left in target/ for a release: hack/release/pack.sh v1.2.3
# Writes target/release/ (command line, image, chart, manifests, SBOM, SHA256SUMS) and target/release-notes.md. The same
# build gives the same archives: order and owners of their entries are fixed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/version.sh"
version="$(release_version "${1:-}")"
OUT="$ROOT/target/release"
architecture="$(dpkg --print-architecture)"
for built in oms/bin/oms model-signature-operator-image.tar model-signature-operator.cdx.json; do
  [ -s "$ROOT/target/$built" ] || die "target/$built is missing" "make build"
done

# archive FILE FOLDER NAME [OPTION...]: the folder, called NAME in the archive.
archive() {
  tar --create --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX,a+rX "${@:4}" \
    --transform "s|^\.|$3|" --directory "$2" . | gzip --no-name --best >"$1"
}

committed=(--mtime "@$(git -C "$ROOT" log -1 --format=%ct)")
rm -rf "$OUT"
mkdir -p "$OUT"
python3 -B "$ROOT/hack/release/changelog.py" "$version" >"$ROOT/target/release-notes.md"
# With the dates of the build: the AOT cache holds for jars of just these.
archive "$OUT/oms-$version-linux-$architecture.tar.gz" "$ROOT/target/oms" "oms-$version"
archive "$OUT/model-signature-operator-$version.tgz" "$ROOT/charts/model-signature-operator" model-signature-operator "${committed[@]}"
cp "$ROOT/target/model-signature-operator-image.tar" "$OUT/model-signature-operator-$version-image-$architecture.tar"
cp "$ROOT/target/model-signature-operator.cdx.json" "$OUT/model-signature-operator-$version.cdx.json"
rm -rf "$ROOT/target/manifests"
mkdir -p "$ROOT/target/manifests"
cp -r "$ROOT/crds" "$ROOT/deploy" "$ROOT/target/manifests/"
archive "$OUT/model-signature-operator-$version-manifests.tar.gz" "$ROOT/target/manifests" "model-signature-operator-$version" "${committed[@]}"
(cd "$OUT" && sha256sum -- * >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS)
say "target/release:"
cat "$OUT/SHA256SUMS"
