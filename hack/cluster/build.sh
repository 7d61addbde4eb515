#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the binaries of a Kubernetes node from pinned Go modules, each once, into the cache.
#   hack/cluster/build.sh [BINARY...]    all of them when none is named; prints the directory on stdout
# The directory is named after the content of modules/, so a changed pin builds into a new one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
MODULES="$ROOT/hack/cluster/modules"

# binary, module folder, package, needs C (runc enters namespaces from C before Go starts)
BINARIES="
etcd                    etcd        .                                                            0
kube-apiserver          kubernetes  k8s.io/kubernetes/cmd/kube-apiserver                         0
kubectl                 kubernetes  k8s.io/kubernetes/cmd/kubectl                                0
kube-controller-manager kubernetes  k8s.io/kubernetes/cmd/kube-controller-manager                0
kube-scheduler          kubernetes  k8s.io/kubernetes/cmd/kube-scheduler                         0
kubelet                 kubernetes  k8s.io/kubernetes/cmd/kubelet                                0
kube-proxy              kubernetes  k8s.io/kubernetes/cmd/kube-proxy                             0
containerd              containerd  github.com/containerd/containerd/v2/cmd/containerd           0
containerd-shim-runc-v2 containerd  github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2 0
ctr                     containerd  github.com/containerd/containerd/v2/cmd/ctr                  0
runc                    runc        github.com/opencontainers/runc                               1
host-local              cni         github.com/containernetworking/plugins/plugins/ipam/host-local 0
loopback                cni         github.com/containernetworking/plugins/plugins/main/loopback 0
ptp                     cni         github.com/containernetworking/plugins/plugins/main/ptp      0
helm                    helm        helm.sh/helm/v3/cmd/helm                                     0
"

version_key() {
  (cd "$MODULES" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-12)
}

# The version strings that each project's own build sets by linker flags.
linker_flags() {
  local folder="$1" version
  case "$folder" in
    kubernetes)
      version="$(module_version kubernetes k8s.io/kubernetes)"
      local set package minor="${version#v1.}"
      set="-s -w"
      for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        set+=" -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
      done
      printf '%s\n' "$set" ;;
    containerd)
      version="$(module_version containerd github.com/containerd/containerd/v2)"
      printf -- '-s -w -X github.com/containerd/containerd/v2/version.Version=%s\n' "${version#v}" ;;
    helm)
      version="$(module_version kubernetes k8s.io/kubernetes)"
      local kube="${version#v1.}"
      printf -- '-s -w -X helm.sh/helm/v3/internal/version.version=%s' "$(module_version helm helm.sh/helm/v3)"
      printf -- ' -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1 -X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=%s\n' \
        "${kube%%.*}" ;;
    *) printf -- '-s -w\n' ;;
  esac
}

module_version() { sed -nE "s#^(require |\t)$2 (v[^ ]+).*#\2#p" "$MODULES/$1/go.mod" | head -n 1; }

build_one() {
  local name="$1" folder="$2" package="$3" c="$4" tags=()
  [ "$name" != runc ] || { need_packages gcc libc6-dev pkg-config libseccomp-dev; tags=(-tags seccomp); }
  (cd "$MODULES/$folder" &&
    CGO_ENABLED="$c" GOTOOLCHAIN=local GOWORK=off nice "$GO" build -mod=readonly -trimpath -buildvcs=false \
      ${tags[@]+"${tags[@]}"} -ldflags "$(linker_flags "$folder")" -o "$BIN/.$name.$$" "$package") >&2
  mv "$BIN/.$name.$$" "$BIN/$name" # a rename: nobody ever sees half a binary
}

BIN="$CACHE/bin/$(version_key)"
mkdir -p "$BIN"
wanted=" $* "
to_build=0
while read -r name folder package c; do
  [ -n "$name" ] || continue
  [ $# -eq 0 ] || [[ "$wanted" == *" $name "* ]] || continue
  [ -x "$BIN/$name" ] && continue
  to_build=$((to_build + 1))
done <<<"$BINARIES"
for name in "$@"; do
  grep -q "^$name " <<<"$BINARIES" || die "hack/cluster/build.sh does not know the binary $name" "see the list at its top"
done

if [ "$to_build" -gt 0 ]; then
  GO="$(go_command)"
  done_count=0
  say "building $to_build binaries of the node into $BIN (about 7 minutes for all of them, once)"
  while read -r name folder package c; do
    [ -n "$name" ] || continue
    [ $# -eq 0 ] || [[ "$wanted" == *" $name "* ]] || continue
    [ -x "$BIN/$name" ] && continue
    done_count=$((done_count + 1))
    (
      # Two builds of one binary at once would only be slower: the second waits and finds it done.
      flock 9
      [ -x "$BIN/$name" ] || timed "($done_count/$to_build) go build $name" build_one "$name" "$folder" "$package" "$c"
    ) 9>"$BIN/.lock-$name"
  done <<<"$BINARIES"
fi
printf '%s\n' "$BIN"
