# SPDX-License-Identifier: Apache-2.0
.DEFAULT_GOAL := help
.PHONY: help build image test test-fast lint fuzz bench bench-gate interop demo demo-down lifecycle attack try try-down identities alerts large cluster-up cluster-down version crds reference format clean

help: ## Show this list
	@printf 'usage: make TARGET [VARIABLE=value]\n'
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@printf '\nVariables\n'
	@awk -F ' += ' '/^# [A-Z_]+ += / { printf "  %-18s %s\n", substr($$1, 3), $$2 }' $(firstword $(MAKEFILE_LIST))
	@printf '\nEvery target finds a JDK 25 (hack/jdk.sh). As root on Debian it installs the packages it needs, and names them.\n'

# FUZZ_SECONDS       = how long make fuzz looks, over all its targets (60)
# IMAGE              = the operator's image for make demo and make try, by digest, where the nodes can pull it
# KUBECONFIG         = the cluster of make demo, make identities, make test and make try; without it they make one
# KUBEBUILDER_ASSETS = a folder with etcd, kube-apiserver and kubectl; without it they are built
# MAVEN_ARGS         = further arguments for Maven
# OMS_CACHE          = where what is built once is kept (~/.cache/model-signature-operator)
# VERSION            = for make version: the version to set

##@ Build
build: ## Build the command line (target/oms/bin/oms), the image (a tar in target/) and the SBOM
	hack/mvn.sh package cyclonedx:makeBom -DskipTests
	hack/image/build.sh >/dev/null
	@printf 'built:\n  target/oms/bin/oms\n  target/model-signature-operator-image.tar\n  target/model-signature-operator.cdx.json\n'

image: ## Pack the image again from what is built
	hack/image/build.sh >/dev/null

crds: ## Generate crds/ from the resource classes; copy the guard
	hack/mvn.sh test -Dtest=CrdDriftTest,GuardDriftTest -Dcrds.update=true -Dsurefire.failIfNoSpecifiedTests=true

reference: ## Generate docs/reference/ and the README of the chart
	hack/mvn.sh test -Dtest='*ReferenceTest,MetricTest,ChartValuesTest' -Dreference.update=true -Dsurefire.failIfNoSpecifiedTests=true

format: ## Format the Java sources
	CI= hack/mvn.sh process-sources

clean: ## Remove target/ (the cache stays; make cluster-down stops the node)
	rm -rf target

version: ## Set the version of the project everywhere: make version VERSION=0.2.0
	hack/version.sh "$(VERSION)"

##@ Test
test: ## Everything: lint, format, static checks, unit and integration tests, the story on a real node
	hack/test.sh

test-fast: ## Format, static checks and unit tests
	hack/mvn.sh test

lint: ## Check what is not Java: shell, Python, Go, licence headers, links in documents
	hack/lint/lint.sh

interop: ## Exchange bundles with the Python reference over the real Fulcio, Rekor and timestamp authority
	hack/mvn.sh package -DskipTests -Dquarkus.build.skip=true
	hack/interop/run.sh

FUZZ_SECONDS ?= 60
fuzz: ## Look for inputs that break a reader or a verifier
	hack/fuzz/fuzz.sh $(FUZZ_SECONDS)

bench: ## Measure every bar on hashing: openssl, b3sum, the references; memory; slow storage
	hack/mvn.sh package -DskipTests -Dquarkus.build.skip=true
	hack/bench/bench.sh
	hack/bench/slow-storage.sh

bench-gate: ## Measure what the webhook costs, as ratios against one that does nothing
	hack/mvn.sh package -DskipTests
	hack/bench/gate.sh

##@ Try
try: ## Install on kind or your cluster; a model signed in a Job, one pod refused, one admitted
	hack/try/run.sh

try-down: ## Remove what make try made
	hack/try/down.sh

demo: build ## The whole story: signed models admitted, others refused, on a real Kubernetes node
	hack/demo/run.sh

alerts: build ## Each alert is made to fire by what it is about, and to end, on a real Kubernetes node
	hack/demo/alerts.sh

large: build ## A model of FILES small files (default 1000000) on a real Kubernetes node: verdicts, time, memory
	hack/demo/large.sh

identities: build ## Models that identities sign: a private Sigstore, its trusted root exchanged and fetched, on a real Kubernetes node
	hack/demo/identities.sh

lifecycle: build ## Install, upgrade, roll back and remove by Helm and kubectl, on a real Kubernetes node
	hack/lifecycle/run.sh

attack: build ## What a tenant with the role edit tries, on a real Kubernetes node: fails when one attempt works
	hack/attack/run.sh

demo-down: ## Remove everything the demo made
	hack/demo/down.sh

cluster-up: ## Start a bare single-node cluster; prints its KUBECONFIG
	hack/cluster/up.sh

cluster-down: ## Remove that cluster
	hack/cluster/down.sh
