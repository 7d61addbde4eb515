#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the part of the image below the application, once per JDK and package versions, into the cache:
# a jlinked JDK 25, glibc and libcrypto from Debian packages, users, and a static entry point. No shell.
# Prints the folder.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"

# What the operator, the webhook and the command line load; cryptoki is PKCS#11, zipfs and jfr are for Quarkus.
MODULES=java.se,jdk.crypto.cryptoki,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs
# glibc with its C.UTF-8 locale, and libcrypto, through which files are hashed.
PACKAGES=(libc6 libc-bin libssl3 libgcc-s1 zlib1g)

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  die "the image's C library comes from Debian packages, and there is no apt-get here" "build the image on Debian 12 or newer"
fi
JDK="$("$ROOT/hack/jdk.sh")"

candidates() { apt-cache policy "${PACKAGES[@]}" | sed -n 's/^  Candidate: //p'; }
[ -n "$(candidates)" ] || timed "apt-get update" apt-get update -q >"$CACHE/apt.log" 2>&1
# Debian 13 and Ubuntu 24.04 renamed it when time_t grew on 32-bit machines.
case "$(apt-cache policy libssl3 | sed -n 's/^  Candidate: //p')" in "" | "(none)") PACKAGES[2]=libssl3t64 ;; esac
key="$({ cat "$JDK/release" "${BASH_SOURCE[0]}" "$ROOT"/hack/image/entrypoint/*; candidates; } | sha256sum | cut -c1-12)"
OUT="$CACHE/rootfs/$key"

unpack_packages() { # FOLDER
  local work="$1.packages" package
  rm -rf "$work"
  mkdir -p "$work/all"
  (cd "$work" && { apt-get -q download "${PACKAGES[@]}" >"$CACHE/apt.log" 2>&1 ||
    { apt-get -q update && apt-get -q download "${PACKAGES[@]}"; } >"$CACHE/apt.log" 2>&1; }) ||
    die "apt-get could not download ${PACKAGES[*]}" "read $CACHE/apt.log"
  for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/all"; done
  local name
  (cd "$work/all" && find . \( -name 'lib*.so*' -o -name 'ld-linux*' \) \( -path './lib*' -o -path './usr/lib*' \) \
    -not -path '*/gconv/*' -not -path '*/audit/*' -not -path '*/engines-3/*' -not -name libmemusage.so \
    -not -name libpcprofile.so -print0; find ./usr/lib/locale ./usr/share/doc/*/copyright -print0) |
    while IFS= read -r -d '' name; do
      [ ! -d "$work/all/$name" ] || continue
      mkdir -p "$1/$(dirname "$name")"
      cp -a "$work/all/$name" "$1/$name"
    done
  rm -rf "$work"
}

# Jib packs no symbolic links: what they name takes their place.
replace_links() { # FOLDER
  local link to
  find "$1" -type l | while read -r link; do
    to="$(readlink "$link")"
    case "$to" in
      /*) to="$1$to" ;;
      *) to="$(dirname "$link")/$to" ;;
    esac
    cp --remove-destination -L "$to" "$link"
  done
}

make_rootfs() {
  local new="$CACHE/rootfs/.new-$key"
  rm -rf "$new"
  mkdir -p "$new"/{etc,opt/oms/bin,tmp}
  unpack_packages "$new"
  nice "$JDK/bin/jlink" --add-modules "$MODULES" --no-header-files --no-man-pages --generate-cds-archive \
    --output "$new/opt/jdk" >&2
  (cd "$ROOT/hack/image/entrypoint" && CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off \
    "$(go_command)" build -trimpath -buildvcs=false -ldflags '-s -w' -o "$new/opt/oms/bin/entrypoint" .)
  printf 'root:x:0:0:root:/:/sbin/nologin\noms:x:65532:65532:oms:/tmp:/sbin/nologin\n' >"$new/etc/passwd"
  printf 'root:x:0:\noms:x:65532:\n' >"$new/etc/group"
  printf 'hosts: files dns\n' >"$new/etc/nsswitch.conf"
  replace_links "$new"
  mv "$new" "$OUT"
}

if [ ! -d "$OUT" ]; then
  mkdir -p "$CACHE/rootfs"
  (
    flock 9
    [ -d "$OUT" ] || timed "the image's JDK and C library" make_rootfs
  ) 9>"$CACHE/rootfs/.lock"
fi
printf '%s\n' "$OUT"
