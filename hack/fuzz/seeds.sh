#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes the first inputs of the fuzz targets again; kept bundles and found inputs stay as they are.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
JAVA_HOME="$("$ROOT/hack/jdk.sh")"
CLASSPATH="$("$ROOT/hack/fuzz/classpath.sh")"
export CLASSPATH
"$JAVA_HOME/bin/java" dev.modelsigning.fuzz.SeedCorpus "$ROOT/src/test/resources/fuzz"
