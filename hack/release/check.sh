#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks that a tag may be released: hack/release/check.sh v1.2.3
# The version stands in pom.xml, the chart and the image's tag; CHANGELOG.md has a dated section for it; nothing is uncommitted.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/version.sh"
version="$(release_version "${1:-}")"
cd "$ROOT"

wrong=0
# differs WHERE FOUND
differs() {
  if [ "$2" != "$version" ]; then
    say "$1 has version '$2', the tag has '$version'"
    wrong=1
  fi
}

differs pom.xml "$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1)"
for field in version appVersion; do
  differs "the chart ($field)" "$(sed -n "s/^$field: *\"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" charts/model-signature-operator/Chart.yaml)"
done
images=0
while IFS= read -r line; do
  differs "the image in ${line%%:*}" "${line##*:}"
  images=$((images + 1))
done < <(grep -H '^ *image:' deploy/*.yaml)
if [ "$images" = 0 ]; then
  say "no file in deploy/ names an image"
  wrong=1
fi
python3 -B hack/release/changelog.py "$version" >/dev/null || wrong=1
if [ -n "$(git status --porcelain)" ]; then
  say "the work tree has changes that are not committed"
  wrong=1
fi
[ "$wrong" = 0 ] || die "v$version cannot be released as the tree is" "RELEASING.md lists the steps before the tag"
say "v$version: version, changelog and work tree agree"
