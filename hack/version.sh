#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# hack/version.sh VERSION: sets the version of the project. pom.xml is the source; the scripts and the image read it there,
# chart and deploy/ repeat it, which VersionTest compares.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
new="${1:-}"
# SemVer without build metadata: '+' is not allowed in image tags.
[[ "$new" =~ ^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$ ]] ||
  die "'$new' is not a version" "run make version VERSION=0.2.0 or, between releases, VERSION=0.3.0-SNAPSHOT"

sed -i "s|^  <version>.*</version>\$|  <version>$new</version>|" "$ROOT/pom.xml"
sed -i -E "s|^(version\|appVersion): .*|\1: $new|" "$ROOT/charts/model-signature-operator/Chart.yaml"
sed -i -E "s|(image: $IMAGE_NAME):.*|\1:$new|" "$ROOT"/deploy/*.yaml
say "the version is $new (was $PROJECT_VERSION)"
