#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compiles the tests and prints the class path that fuzzing runs with.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
file="$ROOT/target/fuzz/classpath"
mkdir -p "${file%/*}"
"$ROOT/hack/mvn.sh" -q -Pfuzz test-compile dependency:build-classpath -Dmdep.includeScope=test \
  -Dmdep.outputFile="$file" >&2
printf '%s:%s:%s\n' "$ROOT/target/test-classes" "$ROOT/target/classes" "$(cat "$file")"
