#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Maven with a JDK 25: hack/mvn.sh GOAL...
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
command -v mvn >/dev/null || need_packages maven
JAVA_HOME="$("$ROOT/hack/jdk.sh")"
export JAVA_HOME
# Debian's Maven uses what a JDK 25 warns of at every start. Its JVM lives too short for the optimizing compiler to pay.
export MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:TieredStopAtLevel=1 \
  ${MAVEN_OPTS:-}"
"$ROOT/hack/native.sh"
# The profile that formats is chosen by the absence of CI, and an empty one is not absent.
[ -n "${CI:-}" ] || unset CI
# shellcheck disable=SC2086 # several arguments in one variable
cd "$ROOT" && exec mvn -B -ntp -Dstyle.color=never ${MAVEN_ARGS:-} "$@"
