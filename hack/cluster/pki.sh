#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes the node's certificates and kubeconfig files:  hack/cluster/pki.sh FOLDER SERVER_URL SERVER_IP NODE
set -euo pipefail
dir="$1" server="$2" ip="$3" node="$4"
mkdir -p "$dir"
cd "$dir"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=oms-cluster-ca \
  -addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.crt 2>/dev/null

# certificate NAME SUBJECT EXTENSIONS
certificate() {
  local kind=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1)
  # What leaves this folder is RSA: some clients take any PKCS#8 key for an RSA key. The others are made in no time.
  [ "$1" != admin ] || kind=(-newkey rsa:2048)
  openssl req "${kind[@]}" -nodes -subj "$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 \
    -extfile <(printf '%s\n' "$3") -out "$1.crt" 2>/dev/null
  rm "$1.csr"
}

kubeconfig() { # NAME URL
  cat >"$1.kubeconfig" <<EOF
apiVersion: v1
kind: Config
clusters:
- name: oms
  cluster: {server: "$2", certificate-authority-data: "$(base64 -w0 ca.crt)"}
users:
- name: $1
  user: {client-certificate-data: "$(base64 -w0 "$1.crt")", client-key-data: "$(base64 -w0 "$1.key")"}
contexts:
- name: oms
  context: {cluster: oms, user: $1}
current-context: oms
EOF
}

certificate apiserver /CN=kube-apiserver "extendedKeyUsage=serverAuth
subjectAltName=DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:$node,IP:127.0.0.1,IP:$ip,IP:10.96.0.1"
client() { certificate "$1" "$2" "extendedKeyUsage=clientAuth"; }
client admin /O=system:masters/CN=admin
client apiserver-to-kubelet /O=system:masters/CN=kube-apiserver-kubelet-client
client kube-controller-manager /CN=system:kube-controller-manager
client kube-scheduler /CN=system:kube-scheduler
client kube-proxy /CN=system:kube-proxy
client kubelet "/O=system:nodes/CN=system:node:$node"
for name in kube-controller-manager kube-scheduler kube-proxy kubelet; do kubeconfig "$name" https://127.0.0.1:6443; done
kubeconfig admin "$server"
openssl genrsa -out service-accounts.key 2048 2>/dev/null
openssl rsa -in service-accounts.key -pubout -out service-accounts.pub 2>/dev/null
chmod 0600 ./*.key ./*.kubeconfig
