#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Brings up a real single-node Kubernetes in a network namespace of its own, clean, in a few seconds.
# Nothing happens when it is already up and healthy. The last line printed is: export KUBECONFIG=...
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/node.sh"

kubectl() { "$BIN/kubectl" --kubeconfig "$KUBECONFIG_FILE" "$@"; }

healthy() {
  local name
  [ "$(cat "$RUN/version" 2>/dev/null)" = "$BIN" ] || return 1
  for name in "${PROCESSES[@]}"; do is_running "$name" || return 1; done
  node_is_ready
}

node_is_ready() { kubectl get node "$NODE" --no-headers 2>/dev/null | grep -qw Ready; }

network() {
  ip netns add "$NETNS"
  ip link add "$HOST_LINK" type veth peer name "$NODE_LINK" netns "$NETNS"
  ip addr add "$HOST_IP/30" dev "$HOST_LINK"
  ip link set "$HOST_LINK" up
  ip -n "$NETNS" link set lo up
  ip -n "$NETNS" addr add "$NODE_IP/30" dev "$NODE_LINK"
  ip -n "$NETNS" link set "$NODE_LINK" up
  ip -n "$NETNS" route add default via "$HOST_IP"
  in_node sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
}

# What becomes of pods, with what webhooks annotate, for whoever looks for a refusal.
write_audit_policy() {
  cat >"$RUN/audit-policy.json" <<'EOF'
{"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived"], "rules": [
  {"level": "Metadata", "verbs": ["create", "update", "patch"], "resources": [{"group": "", "resources": ["pods"]}]},
  {"level": "None"}]}
EOF
}

start_control_plane() {
  local pki="$RUN/pki"
  write_audit_policy
  # The cluster never outlives a restart, so etcd need not wait for the disk.
  start etcd "$BIN/etcd" --data-dir "$RUN/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380
  start kube-apiserver "$BIN/kube-apiserver" --etcd-servers http://127.0.0.1:2379 \
    --advertise-address "$NODE_IP" --service-cluster-ip-range "$SERVICE_CIDR" --allow-privileged \
    --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --client-ca-file "$pki/ca.crt" --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" \
    --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file "$pki/service-accounts.pub" \
    --service-account-signing-key-file "$pki/service-accounts.key" \
    --kubelet-client-certificate "$pki/apiserver-to-kubelet.crt" \
    --kubelet-client-key "$pki/apiserver-to-kubelet.key" --kubelet-preferred-address-types InternalIP \
    --audit-policy-file "$RUN/audit-policy.json" --audit-log-path "$RUN/log/audit.log" --audit-log-maxsize 50 --audit-log-maxbackup 1
  wait_until 60 "the API server to be ready (log: $RUN/log/kube-apiserver.log)" kubectl get --raw /readyz
  # One second between rounds of the volume binder: a claim that comes before its volume binds at once. The default
  # rate of 20 calls a second would make the controllers take seconds to start.
  start kube-controller-manager "$BIN/kube-controller-manager" \
    --kubeconfig "$pki/kube-controller-manager.kubeconfig" --leader-elect=false --use-service-account-credentials \
    --root-ca-file "$pki/ca.crt" --service-account-private-key-file "$pki/service-accounts.key" \
    --pvclaimbinder-sync-period 1s --kube-api-qps 200 --kube-api-burst 400
  start kube-scheduler "$BIN/kube-scheduler" --kubeconfig "$pki/kube-scheduler.kubeconfig" --leader-elect=false
}

write_configuration() {
  mkdir -p "$RUN/cni"
  cat >"$RUN/cni/10-pods.conflist" <<EOF
{"cniVersion": "1.0.0", "name": "oms-pods", "plugins": [{"type": "ptp", "ipMasq": false, "ipam": {
  "type": "host-local", "dataDir": "$RUN/ipam", "ranges": [[{"subnet": "$POD_CIDR"}]],
  "routes": [{"dst": "0.0.0.0/0"}]}}]}
EOF
  cat >"$RUN/containerd.toml" <<EOF
version = 3
root = "$RUN/containerd"
state = "$RUN/containerd-state"
[grpc]
  address = "$CONTAINERD_SOCKET"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "localhost/pause:1"
[plugins."io.containerd.cri.v1.images".registry]
  config_path = "$RUN/certs.d"
[plugins."io.containerd.cri.v1.runtime"]
  # Inside a container of limited rights the score cannot be lowered; with this it is only raised.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["$BIN"]
    conf_dir = "$RUN/cni"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
      BinaryName = "$BIN/runc"
      Root = "$RUN/runc"
      SystemdCgroup = false
[plugins."io.containerd.nri.v1.nri"]
  disable = true
EOF
  # The registry of hack/cluster/registry.sh has no TLS, and need not run.
  mkdir -p "$RUN/certs.d/$REGISTRY"
  cat >"$RUN/certs.d/$REGISTRY/hosts.toml" <<EOF
server = "http://$REGISTRY"
[host."http://$REGISTRY"]
  capabilities = ["pull", "resolve"]
EOF
  cat >"$RUN/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $RUN/pki/ca.crt}}
authorization: {mode: Webhook}
cgroupDriver: cgroupfs
clusterDNS: [10.96.0.10]
containerRuntimeEndpoint: unix://$CONTAINERD_SOCKET
evictionHard: {nodefs.available: 1%, imagefs.available: 1%, memory.available: 50Mi}
failCgroupV1: false
failSwapOn: false
imageGCHighThresholdPercent: 100
makeIPTablesUtilChains: false
oomScoreAdj: 0
podLogsDir: $RUN/podlogs
resolvConf: ""
rotateCertificates: false
seccompDefault: true
volumePluginDir: $RUN/volume-plugins
EOF
  cat >"$RUN/kube-proxy.yaml" <<EOF
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: $POD_CIDR
clientConnection: {kubeconfig: $RUN/pki/kube-proxy.kubeconfig}
conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
hostnameOverride: $NODE
EOF
}

start_node() {
  local images
  images="$("$ROOT/hack/cluster/images.sh")"
  write_configuration
  start containerd env PATH="$BIN:$PATH" "$BIN/containerd" --config "$RUN/containerd.toml"
  wait_until 30 "containerd to answer (log: $RUN/log/containerd.log)" "$BIN/ctr" -a "$CONTAINERD_SOCKET" version
  "$ROOT/hack/cluster/load-image.sh" "$images/pause.tar" localhost/pause:1 >/dev/null 2>&1
  "$ROOT/hack/cluster/load-image.sh" "$images/reader.tar" localhost/model-reader:1 >/dev/null 2>&1
  start kubelet env PATH="$BIN:$PATH" "$BIN/kubelet" --config "$RUN/kubelet.yaml" \
    --kubeconfig "$RUN/pki/kubelet.kubeconfig" --root-dir "$RUN/kubelet" --cert-dir "$RUN/kubelet/pki" \
    --hostname-override "$NODE" --node-ip "$NODE_IP"
  start kube-proxy "$BIN/kube-proxy" --config "$RUN/kube-proxy.yaml"
  wait_until 90 "the node to be Ready (log: $RUN/log/kubelet.log)" node_is_ready
  wait_until 30 "the default service account" kubectl -n default get serviceaccount default
}

require_root_linux
need_packages iproute2 nftables util-linux mount openssl procps libseccomp2 python3
BIN="$("$ROOT/hack/cluster/build.sh")"

exec 9>"$CACHE/cluster.lock"
flock --wait 300 9 || die "another bring-up has held $CACHE/cluster.lock for 5 minutes" "wait for it, or end it"
if healthy; then
  say "the node is already up"
else
  "$ROOT/hack/cluster/down.sh"
  if [ -n "$(find /sys/fs/cgroup -type d -name kubepods -not -empty 2>/dev/null | head -n 1)" ] &&
    pgrep -x kubelet >/dev/null; then
    die "another kubelet runs on this machine" "point KUBECONFIG at its cluster, or stop it"
  fi
  started=$(date +%s%N)
  for module in overlay nf_tables; do modprobe "$module" 2>/dev/null || true; done # built in, or loaded, or seen below
  mkdir -p "$RUN/pids" "$RUN/log"
  chmod 0700 "$RUN"
  "$ROOT/hack/cluster/pki.sh" "$RUN/pki" "https://$NODE_IP:6443" "$NODE_IP" "$NODE"
  cp "$RUN/pki/admin.kubeconfig" "$KUBECONFIG_FILE"
  network
  start_control_plane
  start_node
  printf '%s\n' "$BIN" >"$RUN/version"
  say "the node is Ready after $((($(date +%s%N) - started) / 1000000)) ms; logs are in $RUN/log"
fi
printf 'export KUBECONFIG=%s\n' "$KUBECONFIG_FILE"
