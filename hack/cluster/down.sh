#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Stops the node and removes everything it left: processes, containers, mounts, cgroups, network, state.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/node.sh"

[ -d "$RUN" ] || [ -e "/run/netns/$NETNS" ] || { say "no cluster is up"; exit 0; }
require_root_linux

pod_cgroups() { find /sys/fs/cgroup -type d -path '*/kubepods*' 2>/dev/null || true; }

# Container processes outlive their shim, so they are ended by what the kubelet put into its cgroups.
kill_pods() {
  local pid cgroup
  for cgroup in $(pod_cgroups); do
    while read -r pid; do
      kill -KILL "$pid" 2>/dev/null || true
    done < <(cat "$cgroup/cgroup.procs" 2>/dev/null) # it may go while we look
  done
}

pods_are_gone() {
  local cgroup
  for cgroup in $(pod_cgroups); do
    [ -z "$(cat "$cgroup/cgroup.procs" 2>/dev/null)" ] || return 1
  done
}

# Shims detach from containerd: they are known by the socket they were started for.
stop_shims() {
  local proc pid
  for proc in /proc/[0-9]*; do
    pid="${proc#/proc/}"
    tr '\0' ' ' 2>/dev/null <"$proc/cmdline" | grep -q "containerd-shim-runc-v2 .*-address $CONTAINERD_SOCKET" || continue
    stop_pid "$pid" "$(start_time "$pid")"
  done
}

unmount_all() {
  local mount
  while read -r mount; do
    umount "$mount" 2>/dev/null || umount --lazy "$mount" 2>/dev/null || true # what is left is told below
  done < <(awk -v run="$RUN/" 'index($5, run) == 1 { print $5 }' /proc/self/mountinfo | sort -r)
}

# The mark stays until the state is gone, so that a broken-off cleaning up can be run again.
had_kubelet=false
[ ! -e "$RUN/kubelet.yaml" ] || had_kubelet=true
say "stopping the node"
for name in registry kubelet kube-proxy; do stop "$name"; done
# Before the API server, which waits for those who watch it.
if $had_kubelet; then
  kill_pods
  wait_until 20 "the containers to end" pods_are_gone || true # what they hold is named below
fi
for name in kube-scheduler kube-controller-manager kube-apiserver etcd; do stop "$name"; done
stop_shims
stop containerd
unmount_all
if $had_kubelet; then pod_cgroups | sort -r | while read -r cgroup; do rmdir "$cgroup" 2>/dev/null || true; done; fi
ip netns del "$NETNS" 2>/dev/null || true
ip link del "$HOST_LINK" 2>/dev/null || true

# Places that the kubelet, containerd and the CNI plugins have compiled in. Only what is ours or empty goes.
find /var/log/containers -maxdepth 1 -lname "$RUN/*" -delete 2>/dev/null || true
{ grep -rlF "$RUN/" /var/lib/cni/results 2>/dev/null || true; } | xargs -r rm -f
if $had_kubelet; then rm -f /var/lib/kubelet/device-plugins/kubelet.sock; fi
for folder in /run/containerd/s /run/containerd /var/lib/cni/results /var/lib/cni /var/log/containers /var/lib/kubelet/device-plugins \
  /var/lib/kubelet/plugins /var/lib/kubelet /usr/libexec/kubernetes/kubelet-plugins/volume/exec \
  /usr/libexec/kubernetes/kubelet-plugins/volume /usr/libexec/kubernetes/kubelet-plugins /usr/libexec/kubernetes; do
  rmdir "$folder" 2>/dev/null || true
done

if grep -q " $RUN/" /proc/self/mountinfo; then
  die "something is still mounted below $RUN" "umount what 'grep $RUN /proc/self/mountinfo' shows, then run make cluster-down again"
fi
rm -rf --one-file-system "$RUN"
say "the node is gone"
