#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make lint: everything that is not Java. Java is formatted and checked by Maven.
#   hack/lint/lint.sh [CHECK...]     files links shell python go; all of them when none is named
# Every check runs, whatever the others found; the exit status is 1 when one of them found something.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
cd "$ROOT"

# tracked GLOB...: what git knows or would add, and what is still there.
tracked() {
  local file
  git ls-files -z --cached --others --exclude-standard -- "$@" | sort -zu | while IFS= read -r -d '' file; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
  done
}

# Scripts by name, and those without a suffix by their first line.
scripts() {
  local file
  tracked '*.sh'
  tracked .ci hack src/main/dist src/conformance | while IFS= read -r file; do
    case "${file##*/}" in
      *.*) ;;
      *) head -n 1 "$file" | grep -qE '^#!.*\b(ba)?sh$' && printf '%s\n' "$file" ;;
    esac
  done
}

check_files() { python3 -B hack/lint/files.py; }

check_links() { python3 -B hack/lint/links.py; }

check_shell() {
  local files
  command -v shellcheck >/dev/null || need_packages shellcheck
  mapfile -t files < <(scripts)
  shellcheck "${files[@]}"
}

check_python() {
  local files venv
  venv="$("$ROOT/hack/python-venv.sh" --lint)" || return 1
  mapfile -t files < <(tracked '*.py')
  "$venv/bin/ruff" check --quiet --cache-dir "$CACHE/ruff" --config config/ruff.toml "${files[@]}"
}

# Modules without Go files only pin programs of other projects. The flags are those of the builds, which share the cache.
check_go() {
  local go files module folder status=0
  go="$(go_command)" || return 1
  mapfile -t files < <(tracked '*.go')
  files=("$("${go%/*}/gofmt" -l "${files[@]}")")
  [ -z "${files[*]}" ] || { printf 'not formatted by gofmt: %s\n' "${files[@]}"; status=1; }
  while IFS= read -r module; do
    folder="${module%/*}"
    [ -n "$(tracked "$folder/*.go")" ] || continue
    (cd "$folder" && CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off nice "$go" vet -mod=readonly -trimpath ./...) || status=1
  done < <(tracked '*go.mod')
  return "$status"
}

[ $# -gt 0 ] || set -- files links shell python go
command -v python3 >/dev/null || need_packages python3
failed=()
started=$SECONDS
for check in "$@"; do
  declare -F "check_$check" >/dev/null || die "hack/lint/lint.sh knows no check '$check'" "name some of: files links shell python go"
  "check_$check" >&2 || failed+=("$check")
done
[ ${#failed[@]} = 0 ] || die "make lint: findings in: ${failed[*]}" "repeat one check with hack/lint/lint.sh ${failed[0]}"
say "make lint: no findings in $((SECONDS - started)) s ($*)"
