# SPDX-License-Identifier: Apache-2.0
# Sourced by check.sh and pack.sh: the version that a tag names.
# shellcheck shell=bash

# release_version TAG: prints 1.2.3 or 1.2.3-rc.1 for a tag with a v before it.
release_version() {
  [[ "${1:-}" =~ ^v([0-9]+\.[0-9]+\.[0-9]+(-(alpha|beta|rc)\.[0-9]+)?)$ ]] ||
    die "'${1:-}' is not a release tag" "name it v1.2.3, or v1.2.3-rc.1 for a candidate"
  printf '%s\n' "${BASH_REMATCH[1]}"
}
