# SPDX-License-Identifier: Apache-2.0
# Sourced by up.sh, down.sh and load-image.sh: names, addresses and the processes of the one node.
# shellcheck shell=bash disable=SC2034 # the names are for the scripts that source this file

RUN="$CACHE/run"
NETNS="oms-k8s"
HOST_LINK="oms-host0" # our end of the wire; the other one, oms-node0, is the node's address
NODE_LINK="oms-node0"
NODE="oms-node0"
# Two addresses of the range that RFC 2544 keeps for tests. A /30, so that no address but these two is ever
# routed to the node: a wider prefix may hide a host that the machine needs.
HOST_IP="198.18.64.1"
NODE_IP="198.18.64.2"
POD_CIDR="198.51.100.0/24"
SERVICE_CIDR="10.96.0.0/16"
# Where hack/cluster/registry.sh starts a registry, if somebody asks for one.
REGISTRY="$NODE_IP:5000"
KUBECONFIG_FILE="$RUN/kubeconfig"
CONTAINERD_SOCKET="$RUN/containerd.sock"
# In the order they are started; stopped in the reverse order.
PROCESSES=(etcd kube-apiserver kube-controller-manager kube-scheduler containerd kubelet kube-proxy)

# The network namespace only: `ip netns exec` would remount /sys and hide the cgroups.
in_node() { nsenter --net="/run/netns/$NETNS" "$@"; }

# The start time tells a process from a later one that was given the same id. A zombie has ended: nothing is printed.
start_time() { awk '{ sub(/.*\) /, ""); if ($1 != "Z") print $20 }' "/proc/$1/stat" 2>/dev/null; }

is_running() {
  local pid started
  read -r pid started 2>/dev/null <"$RUN/pids/$1" || return 1
  [ -n "$started" ] && [ "$(start_time "$pid")" = "$started" ]
}

# start NAME COMMAND...: in the node's network, in a session of its own so that ^C in `make` leaves it alone.
start() {
  local name="$1" pid
  shift
  setsid nsenter --net="/run/netns/$NETNS" "$@" >"$RUN/log/$name.log" 2>&1 </dev/null 9>&- &
  pid=$!
  printf '%s %s\n' "$pid" "$(start_time "$pid")" >"$RUN/pids/$name"
}

gone() { [ "$(start_time "$1")" != "$2" ]; }

# stop_pid PID STARTED: asks, waits, insists, waits.
stop_pid() {
  gone "$1" "$2" && return 0
  kill -TERM "$1" 2>/dev/null || true
  if ! wait_until 15 "process $1 to end" gone "$1" "$2"; then
    kill -KILL "$1" 2>/dev/null || true
    wait_until 10 "process $1 to end after SIGKILL" gone "$1" "$2"
  fi
}

stop() {
  local pid started
  read -r pid started 2>/dev/null <"$RUN/pids/$1" || return 0
  stop_pid "$pid" "$started"
  rm -f "$RUN/pids/$1"
}

require_root_linux() {
  [ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] && return 0
  die "a node of our own needs Linux and root (network namespaces, mounts, cgroups)" \
    "run as root on Linux, or point KUBECONFIG at any cluster (kind, for example) and run make demo again"
}
