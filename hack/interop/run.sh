#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Exchanges bundles with the Python reference over the real servers of Sigstore: Fulcio, Rekor and a timestamp authority,
# with a real Kubernetes API server as the issuer of identity tokens. Everything runs on this machine, on free ports.
#   hack/interop/run.sh          the exchanges and their table; exit status 1 when a row is not as expected
#   hack/interop/run.sh --up     only the servers, until ^D
# Variables: OMS (the command line to try).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
OMS="${OMS:-$ROOT/target/oms/bin/oms}"

[ -x "$OMS" ] || die "$OMS is missing" "run make build, or make interop"
need_packages openssl
servers="$("$ROOT/hack/interop/build.sh")"
cluster="$("$ROOT/hack/cluster/envtest.sh")"
venv="$("$ROOT/hack/python-venv.sh")"

# One at a time on a machine: the timestamp server serves its metrics on port 2112, which no option changes.
exec 9>"$CACHE/interop/lock"
flock -n 9 || die "another make interop, or hack/interop/run.sh --up, is running" "wait for it, or end it"

exec "$venv/bin/python" -B "$ROOT/hack/interop/main.py" --servers "$servers" --cluster "$cluster" \
  --cluster-pki "$ROOT/hack/cluster/pki.sh" --oms "$OMS" --work "$ROOT/target/interop" "$@"
