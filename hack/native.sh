#!/usr/bin/env bash
# Compiles src/main/c into target/native/liboms.so, when it is older than its sources. Without it oms works, slower.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
SOURCES="$ROOT/src/main/c"
LIBRARY="$ROOT/target/native/liboms.so"

newest="$(find "$SOURCES" "${BASH_SOURCE[0]}" -type f -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)"
[ ! -e "$LIBRARY" ] || [ "$newest" -nt "$LIBRARY" ] || exit 0
command -v gcc >/dev/null && [ -e /usr/include/stdio.h ] || need_packages gcc libc6-dev
mkdir -p "${LIBRARY%/*}"
gcc -std=gnu11 -O3 -Wall -Wextra -Werror -Wno-psabi -fPIC -shared -fvisibility=hidden -fstack-protector-strong \
  -Wl,-z,relro,-z,now,-z,noexecstack -o "$LIBRARY.new" "$SOURCES"/*.c
strip "$LIBRARY.new"
mv "$LIBRARY.new" "$LIBRARY"
