# SPDX-License-Identifier: Apache-2.0
# Sourced by every script in hack/: where things are kept, how the scripts speak, what they need.
# shellcheck shell=bash

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# Built once, kept outside target/ so that `make clean` never costs minutes.
CACHE="${OMS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/model-signature-operator}"
IMAGE_NAME="localhost/model-signature-operator"
# The version of the project, which is also the image's tag; pom.xml is its only source (see hack/version.sh).
PROJECT_VERSION="$(sed -n '/^  <version>/{s/^  <version>\(.*\)<\/version>$/\1/p;q}' "$ROOT/pom.xml")"
IMAGE_TAG="$PROJECT_VERSION"
export ROOT CACHE IMAGE_NAME IMAGE_TAG PROJECT_VERSION

# Progress goes to stderr: several scripts print a path on stdout for their caller.
say() { printf '[%s] %s\n' "$(date +%H:%M:%S)" "$*" >&2; }

# die MESSAGE [HINT]
die() {
  printf 'error: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf 'hint: %s\n' "$2" >&2
  exit 1
}

# timed LABEL COMMAND...: one line when it starts, one with the seconds when it ends. The command is not part of a
# condition, so that the first failure inside it ends the script (never call timed in one).
timed() {
  local start=$SECONDS
  TIMED="$1"
  shift
  say "$TIMED ..."
  trap 'say "$TIMED FAILED"' EXIT
  "$@"
  trap - EXIT
  say "$TIMED: $((SECONDS - start)) s"
}

# wait_until SECONDS WHAT COMMAND...: waits for a condition, and says which one when it gives up.
wait_until() {
  local limit="$1" what="$2" end
  shift 2
  end=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || { say "gave up after $limit s waiting for: $what"; return 1; }
    sleep 0.2
  done
}

# need_packages PACKAGE...: installs the Debian packages that are missing, and says which.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    die "these packages are missing: ${missing[*]}" "install them (on Debian, as root: apt-get install ${missing[*]})"
  fi
  say "installing Debian packages: ${missing[*]}"
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >"$CACHE/apt.log" 2>&1 && return 0
  "${apt[@]}" update >>"$CACHE/apt.log" 2>&1 || true
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >>"$CACHE/apt.log" 2>&1 ||
    die "apt-get could not install: ${missing[*]}" "read $CACHE/apt.log, install them by hand, run again"
}

# go_command: prints the go binary to use; 1.26.7 is what the newest of the pinned modules asks for.
go_command() {
  local candidate version
  for candidate in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
    [ -x "$candidate" ] || continue
    version="$(GOTOOLCHAIN=local "$candidate" env GOVERSION 2>/dev/null)" || continue
    if [ "$(printf '%s\n' go1.26.7 "$version" | sort -V | head -n 1)" = go1.26.7 ]; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  die "no Go 1.26.7 or newer on the PATH, in /usr/local/go or in /usr/lib/go-*" \
    "unpack a release of Go 1.26, 1.26.7 or newer, to /usr/local/go"
}

# True when KUBECONFIG names a cluster that is not the node of make cluster-up.
foreign_cluster() { [ -n "${KUBECONFIG:-}" ] && [ "$KUBECONFIG" != "$CACHE/run/kubeconfig" ]; }

mkdir -p "$CACHE"
