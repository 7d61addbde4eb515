#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make try: the operator on kind or on a cluster of yours, and one model signed, refused and admitted. See docs/try.md.
#   KUBECONFIG     the cluster; without it a kind cluster is made, when kind is on the PATH
#   IMAGE          the operator's image by digest (registry/name@sha256:...), where the nodes can pull it; not for kind and
#                  the node of make cluster-up, into which target/model-signature-operator-image.tar is loaded
#   TOOL_IMAGE     with IMAGE: an image with sh, cp, cat, wc and httpd that fills the claims and plays the server (busybox)
#   STORAGE_CLASS  of the two claims (default: the cluster's default class)
# Every command that changes the cluster is printed before it runs.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../env.sh"
source "$(dirname "${BASH_SOURCE[0]}")/cluster.sh"
TAR="$ROOT/target/model-signature-operator-image.tar"
SYSTEM=model-signature-system
TEAM=try-team

step() { printf '\n--- %s\n' "$*"; }

run() {
  printf '$ %s\n' "${*//"$ROOT/"/}"
  "$@"
}

kubectl() { "$KUBECTL" "$@"; }

# render FILE NAME=VALUE...: prints a manifest with {{NAME}} replaced. An empty storage class is left out, so that the
# cluster's default class provisions the volume.
render() {
  local text pair
  text="$(cat "$ROOT/hack/try/$1")"
  shift
  for pair in "$@"; do text=${text//"{{${pair%%=*}}}"/"${pair#*=}"}; done
  printf '%s\n' "$text" | sed '/storageClassName: ""$/d'
}

apply() {
  local pair shown=""
  for pair in "$@"; do
    case "$pair" in claim=* | mode=*) shown="   # $pair" ;; esac
  done
  printf '$ kubectl apply -f hack/try/%s%s\n' "$1" "$shown"
  render "$@" | kubectl apply -f - | sed 's/^/  /'
}

# --- the cluster and the images

find_cluster() {
  choose_kubeconfig
  if [ -z "$KUBECONFIG" ]; then
    command -v kind >/dev/null || die "KUBECONFIG is not set, and kind is not on the PATH" \
      "install kind, or set KUBECONFIG and IMAGE for a cluster of yours; as root on Linux, make cluster-up gives one without an engine"
    export KUBECONFIG="$WORK/kubeconfig"
    if ! kind get clusters 2>/dev/null | grep -qFx "$KIND_CLUSTER"; then
      run kind create cluster --name "$KIND_CLUSTER" --kubeconfig "$KUBECONFIG" --wait 120s
      remember kind-cluster
    else
      kind export kubeconfig --name "$KIND_CLUSTER" --kubeconfig "$KUBECONFIG"
    fi
  fi
  mkdir -p "$WORK"
  printf '%s\n' "$KUBECONFIG" >"$WORK/kubeconfig-path"
  kubectl get --raw /readyz >/dev/null || die "no API server answers at the cluster of KUBECONFIG=$KUBECONFIG" "try: kubectl cluster-info"
  local minor
  minor="$(kubectl get --raw /version | sed -n 's/.*"minor": *"\([0-9]*\).*/\1/p')"
  [ "${minor:-0}" -ge 34 ] || die "the cluster runs Kubernetes 1.${minor:-?}; the operator needs 1.34 or newer" \
    "for kind: a newer kind, or kind create cluster --image kindest/node:v1.34.0 and KUBECONFIG"
}

# Named by tag and by digest, as a pull would do. Not by kind load: it adds a name by the digest of an index of its own, under
# which the kubelet then reports the image, and no measurement is believed that ran under another digest than intended.
load_into_kind() { # CLUSTER TAR NAME:TAG
  local node digest
  for node in $(kind get nodes --name "$1"); do
    printf '$ %s exec --interactive %s ctr -n k8s.io images import - <%s\n' "$ENGINE" "$node" "${2#"$ROOT/"}" >&2
    "$ENGINE" exec --interactive "$node" ctr -n k8s.io images import - <"$2" >/dev/null
    digest="$("$ENGINE" exec "$node" ctr -n k8s.io images ls "name==$3" | awk -v name="$3" '$1 == name { print $3 }')"
    [ -n "$digest" ] || die "node $node has no image $3 after the import" "look at: $ENGINE exec $node ctr -n k8s.io images ls"
    "$ENGINE" exec "$node" ctr -n k8s.io images tag --force "$3" "${3%:*}@$digest" >/dev/null
  done
  printf '%s@%s\n' "${3%:*}" "$digest"
}

find_images() {
  local cluster reader
  cluster="$(kind_cluster)"
  TOOL_IMAGE="${TOOL_IMAGE:-busybox:1.37}"
  # What stands between the first and the last quote of a list in YAML.
  COPY='sh", "-c", "cp -L /source/* /model/'
  SERVE='sh", "-c", "cat /mnt/models/* | wc -c && exec httpd -f -p 8080 -h /bin'
  [ -z "${IMAGE:-}" ] || return 0
  if [ -z "$cluster" ] && [ "$KUBECONFIG" != "$NODE_KUBECONFIG" ]; then
    die "KUBECONFIG is set, but not IMAGE" "push $TAR and name it by digest: IMAGE=registry/name@sha256:..."
  fi
  [ -s "$TAR" ] || die "$TAR is missing" "make build"
  reader="$("$ROOT/hack/cluster/images.sh")/reader.tar"
  TOOL_IMAGE=localhost/model-reader:1
  COPY='/reader", "copy", "/source", "/model'
  SERVE='/reader", "/mnt/models'
  if [ -n "$cluster" ]; then
    ENGINE="${KIND_EXPERIMENTAL_PROVIDER:-docker}"
    IMAGE="$(load_into_kind "$cluster" "$TAR" "$IMAGE_NAME:$IMAGE_TAG")"
    load_into_kind "$cluster" "$reader" "$TOOL_IMAGE" >/dev/null
  else
    IMAGE="$("$ROOT/hack/cluster/load-image.sh" "$TAR" "$IMAGE_NAME:$IMAGE_TAG")"
    "$ROOT/hack/cluster/load-image.sh" "$reader" "$TOOL_IMAGE" >/dev/null
  fi
}

# --- the operator

install_operator() {
  local deployment
  if kubectl get namespace "$SYSTEM" >/dev/null 2>&1 && ! made operator; then
    say "namespace $SYSTEM is there already: using the operator that runs in it"
    IMAGE="$(kubectl -n "$SYSTEM" get deployment model-signature-operator -o jsonpath='{.spec.template.spec.containers[0].image}')"
  else
    remember operator
    mkdir -p "$WORK/install"
    cat >"$WORK/install/kustomization.yaml" <<END
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../../deploy/prerequisites, ../../../deploy]
images: [{name: $IMAGE_NAME, newName: "${IMAGE%@*}", digest: "${IMAGE#*@}"}]
END
    run kubectl apply --server-side --force-conflicts -k "$WORK/install" >"$WORK/install/log"
    grep -F '$ ' "$WORK/install/log"
    printf '  %s objects applied\n' "$(grep -c 'serverside-applied$' "$WORK/install/log")"
  fi
  kubectl wait --for=condition=Established --timeout=60s crd/modelsignatures.modelsigning.dev crd/clustermodeltrustpolicies.modelsigning.dev >/dev/null
  for deployment in model-signature-operator model-signature-webhook; do
    run kubectl -n "$SYSTEM" rollout status "deployment/$deployment" --timeout=300s && continue
    kubectl -n "$SYSTEM" get pods >&2
    kubectl -n "$SYSTEM" get events --field-selector type=Warning >&2
    die "Deployment $deployment is not ready" \
      "the lines above say what its pods wait for; on a machine that is busy with something else, run it again"
  done
}

# --- a key, a model, a signature

make_key() {
  [ -s "$WORK/private.pem" ] || (
    umask 077
    run openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$WORK/private.pem"
  )
  run openssl pkey -in "$WORK/private.pem" -pubout -out "$WORK/public.pem"
}

# Two files as a model has them: a configuration, and 256 KiB of weights in the safetensors format.
make_model() {
  local header='{"weight":{"dtype":"U8","shape":[262144],"data_offsets":[0,262144]}}'
  printf '{"architectures": ["Small"], "hidden_size": 512}\n' >"$WORK/config.json"
  {
    # shellcheck disable=SC2059 # the length of the header, little-endian, is made by the format
    printf "\\x$(printf %02x "${#header}")\\0\\0\\0\\0\\0\\0\\0$header"
    head -c 262144 /dev/urandom
  } >"$WORK/model.safetensors"
}

job_ended() { # NAME
  kubectl -n "$TEAM" get job "$1" -o 'jsonpath={.status.conditions[?(@.status=="True")].type}' | grep -qE 'Complete|Failed'
}

job_done() { # NAME
  if wait_until 180 "Job $1 to end" job_ended "$1" && [ "$(kubectl -n "$TEAM" get job "$1" -o 'jsonpath={.status.succeeded}')" = 1 ]; then
    return 0
  fi
  kubectl -n "$TEAM" describe job,pod >&2
  kubectl -n "$TEAM" logs "job/$1" --all-containers >&2 || true
  die "Job $1 did not complete" "the lines above say what its pod waits for, or what it printed"
}

make_volume() { # CLAIM
  local folder="$CACHE/try-models/$1"
  remember volumes
  rm -rf "$folder"
  mkdir -p "$folder"
  chmod 0777 "$folder"
  apply volume.yaml "claim=$1" "folder=$folder"
}

fill_claims() {
  local claim class="${STORAGE_CLASS:-}"
  apply team.yaml
  run kubectl -n "$TEAM" create configmap small-model --from-file="$WORK/config.json" --from-file="$WORK/model.safetensors"
  run kubectl -n "$TEAM" create secret generic signing-key --from-file="$WORK/private.pem"
  for claim in signed unsigned; do
    if [ "$KUBECONFIG" = "$NODE_KUBECONFIG" ]; then
      class=try
      make_volume "$claim"
    fi
    apply claim.yaml "claim=$claim" "storage-class=$class" "tool-image=$TOOL_IMAGE" "copy=$COPY"
    job_done "fill-$claim"
  done
}

sign_model() {
  apply sign.yaml "image=$IMAGE"
  job_done sign-model
  kubectl -n "$TEAM" logs job/sign-model | sed 's/^/  /'
  # A pod that has ended still holds a ReadWriteOnce claim's node on some storage; and nobody needs the key any longer.
  run kubectl -n "$TEAM" delete job fill-signed fill-unsigned sign-model --wait
  run kubectl -n "$TEAM" delete secret signing-key
}

# --- the policy

set_mode() { apply policy.yaml "mode=$1" "public-key=$(sed 's/^/        /' "$WORK/public.pem")"; }

server() { render server.yaml "claim=$1" "tool-image=$TOOL_IMAGE" "serve=$SERVE"; }

verdict_is() { # CLAIM VERDICT
  [ "$(kubectl -n "$TEAM" get modelsignature "$1" -o 'jsonpath={.status.verdict}')" = "$2" ]
}

await_verdict() { # CLAIM VERDICT
  wait_until 180 "the verdict $2 on claim $1" verdict_is "$1" "$2" ||
    die "the verdict on claim $1 is: $(kubectl -n "$TEAM" get modelsignature "$1" -o 'jsonpath={.status.verdict} ({.status.reason}): {.status.message}')" \
      "kubectl -n $TEAM describe modelsignature $1"
}

would_be_refused() { ! server "$1" | kubectl apply --dry-run=server -f -; }

would_be_admitted() { ! would_be_refused "$1"; }

judge() {
  local claim
  set_mode Audit
  for claim in signed unsigned; do apply signature.yaml "claim=$claim"; done
  await_verdict signed Verified
  await_verdict unsigned Rejected
  run kubectl -n "$TEAM" get modelsignatures
}

audit_admits() {
  printf '$ kubectl apply -f hack/try/server.yaml   # claim=unsigned\n'
  server unsigned | kubectl apply -f - | sed 's/^/  /'
  run kubectl -n "$TEAM" wait --for=condition=Ready --timeout=120s pod/server-unsigned
  printf 'ADMITTED, as expected in Audit: pod server-unsigned\n'
  run kubectl -n "$TEAM" delete pod server-unsigned --wait
}

enforce_refuses() {
  local said
  set_mode Enforce
  wait_until 60 "Enforce to refuse the unsigned model" would_be_refused unsigned
  printf '$ kubectl apply -f hack/try/server.yaml   # claim=unsigned\n'
  if said="$(server unsigned | kubectl apply -f - 2>&1)"; then die "the pod with the unsigned model was admitted: $said"; fi
  printf '%s\n' "$said" | sed 's/^/  /'
  printf 'REFUSED, as expected: pod server-unsigned\n'
}

enforce_admits() {
  wait_until 60 "Enforce to admit the signed model" would_be_admitted signed
  printf '$ kubectl apply -f hack/try/server.yaml   # claim=signed\n'
  server signed | kubectl apply -f - | sed 's/^/  /'
  run kubectl -n "$TEAM" wait --for=condition=Ready --timeout=120s pod/server-signed
  run kubectl -n "$TEAM" logs server-signed
  printf 'ADMITTED, as expected: pod server-signed\n'
}

started=$SECONDS
KUBECTL="$(kubectl_command)"
command -v openssl >/dev/null || need_packages openssl
mkdir -p "$WORK"
step "1. the cluster and the image"
find_cluster
if kubectl get namespace "$TEAM" >/dev/null 2>&1; then die "namespace $TEAM of an earlier try is still there" "make try-down"; fi
find_images
printf 'cluster: %s\nimage:   %s\n' "$KUBECONFIG" "$IMAGE"
step "2. the operator, its webhook and its guard"
install_operator
step "3. a key of your own"
make_key
step "4. two claims with the same small model; one of them is signed in a Job"
make_model
fill_claims
sign_model
step "5. a policy in Audit: everything is judged, nothing is refused"
judge
audit_admits
step "6. the same policy in Enforce: the pod with the unsigned model is refused"
enforce_refuses
step "7. the pod with the signed model is admitted"
enforce_admits
step "done in $((SECONDS - started)) s"
cat <<END
Look around:   export KUBECONFIG=$KUBECONFIG
               kubectl get clustermodeltrustpolicies,modelsignatures -A
               kubectl -n $TEAM describe modelsignature unsigned
Remove it all: make try-down
END
