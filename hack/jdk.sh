#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the folder of a JDK 25 or newer: JAVA_HOME when it is one, else the usual places.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

major_of() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

newest="" newest_major=0
for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* /opt/java/* /opt/jdk* \
  "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
  if [ -z "$home" ] || [ ! -x "$home/bin/javac" ]; then continue; fi
  major="$(major_of "$home")"
  # 25 is what the project is built and tested with; a newer one is taken only where there is no 25.
  if [ "${major:-0}" = 25 ]; then
    printf '%s\n' "$home"
    exit 0
  fi
  if [ "${major:-0}" -gt "$newest_major" ]; then newest="$home" newest_major="$major"; fi
done
if [ "$newest_major" -gt 25 ]; then
  printf '%s\n' "$newest"
  exit 0
fi
die "no JDK 25 in JAVA_HOME, /usr/lib/jvm, ~/.sdkman, ~/.jdks, /opt/java or /opt/jdk*" \
  "install one (Temurin 25, for example) and set JAVA_HOME to its folder"
