#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compiles src/main/c into target/native/liboms.so, when it is older than its sources. Building needs Linux and gcc; what was
# built also runs where the library cannot be loaded, slower.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
SOURCES="$ROOT/src/main/c"
LIBRARY="$ROOT/target/native/liboms.so"

if [ -e "$LIBRARY" ] && [ -z "$(find "$SOURCES" "${BASH_SOURCE[0]}" -type f -newer "$LIBRARY")" ]; then
  exit 0
fi
[ "$(uname -s)" = Linux ] || die "$(uname -s) cannot build src/main/c, which is for Linux and gcc" \
  "build on Linux, or in a Linux container, and copy target/oms"
if ! command -v gcc >/dev/null || [ ! -e /usr/include/stdio.h ]; then need_packages gcc libc6-dev; fi
mkdir -p "${LIBRARY%/*}"
gcc -std=gnu11 -O3 -Wall -Wextra -Werror -Wno-psabi -fPIC -shared -fvisibility=hidden -fstack-protector-strong \
  -Wl,-z,relro,-z,now,-z,noexecstack -o "$LIBRARY.new" "$SOURCES"/*.c
strip "$LIBRARY.new"
mv "$LIBRARY.new" "$LIBRARY"
