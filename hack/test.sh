#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make test: the linters, the formatter, static checks, unit tests, integration tests against a real API server and
# against the Python reference, then the story on a real node. What cannot run here is skipped with the reason.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
started=$SECONDS
skipped=()

"$ROOT/hack/lint/lint.sh"
assets="$("$ROOT/hack/cluster/envtest.sh")"
"$ROOT/hack/cluster/build.sh" kube-controller-manager >/dev/null # it type-checks the guard's expressions
OMS_REFERENCE_VENV="$("$ROOT/hack/python-venv.sh")"
if [ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ]; then
  need_packages softhsm2 # a PKCS#11 token in software
  need_packages e2fsprogs xfsprogs btrfs-progs squashfs-tools erofs-utils # file systems to mount
fi
command -v softhsm2-util >/dev/null || skipped+=("signing with PKCS#11 tokens: it needs SoftHSM 2 (package softhsm2)")
OMS_HELM="$("$ROOT/hack/cluster/build.sh" helm)/helm"
OMS_REGISTRY="$("$ROOT/hack/registry/build.sh")"
OMS_PROMETHEUS="$("$ROOT/hack/prometheus/build.sh")"
export OMS_REFERENCE_VENV OMS_HELM OMS_REGISTRY OMS_PROMETHEUS
# CI=true: the formatter checks instead of formatting.
CI=true timed "format, static checks, unit and integration tests" \
  "$ROOT/hack/mvn.sh" verify -Denvtest.assets="$assets" -Denvtest.required=true
# A test that passed at its second try is no failure here, but it is a defect: name it.
flaky="$(awk -F '"' '/<testcase /{ test = " " $4 "." $2 } /<flaky(Failure|Error)/{ print test }' \
  "$ROOT"/target/failsafe-reports/TEST-*.xml | sort -u)"

if foreign_cluster || { [ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ]; }; then
  "$ROOT/hack/image/build.sh" >/dev/null
  timed "the story on a real node" "$ROOT/hack/demo/run.sh" --e2e
  "$ROOT/hack/demo/down.sh"
else
  skipped+=("the story on a real node: it needs Linux and root, or KUBECONFIG")
fi
for reason in ${skipped[@]+"${skipped[@]}"}; do say "SKIPPED $reason"; done
[ -z "$flaky" ] || say "FLAKY, passed at the second try:$(tr -d '\n' <<<"$flaky")"
say "make test: all passed in $((SECONDS - started)) s, ${#skipped[@]} skipped"
