# Every target finds a JDK 25 by itself (hack/jdk.sh) and installs the Debian packages it lacks, saying which.
# Variables: OMS_CACHE (what is built once; default ~/.cache/model-signature-operator), KUBECONFIG and IMAGE (a
# cluster that exists already, see hack/demo/run.sh), KUBEBUILDER_ASSETS (etcd, kube-apiserver, kubectl),
# MAVEN_ARGS.
.DEFAULT_GOAL := help
.PHONY: help build image test test-fast fuzz demo demo-down cluster-up cluster-down interop bench version crds format clean

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

build: ## Build target/oms/bin/oms (command line) and the image tar in target/
	hack/mvn.sh package -DskipTests
	hack/image/build.sh >/dev/null

image: ## Pack the image again from what is built
	hack/image/build.sh >/dev/null

test: ## Everything: format, static checks, unit and integration tests, the story on a real node
	hack/test.sh

test-fast: ## Format and unit tests only
	hack/mvn.sh test

FUZZ_SECONDS ?= 60
fuzz: ## Look for inputs that break a reader or a verifier, FUZZ_SECONDS (60) over all targets
	hack/fuzz/fuzz.sh $(FUZZ_SECONDS)

demo: build ## Signed models admitted, others refused, on a real Kubernetes node
	hack/demo/run.sh

demo-down: ## Remove everything the demo made
	hack/demo/down.sh

cluster-up: ## A bare single-node cluster; prints its KUBECONFIG
	hack/cluster/up.sh

cluster-down: ## Remove that cluster
	hack/cluster/down.sh

interop: ## Bundles both ways with the Python reference over the real Fulcio, Rekor and timestamp authority
	hack/mvn.sh package -DskipTests -Dquarkus.build.skip=true
	hack/interop/run.sh

bench: ## Every bar on hashing: against openssl, b3sum and the references; memory; slow storage
	hack/mvn.sh package -DskipTests -Dquarkus.build.skip=true
	hack/bench/bench.sh
	hack/bench/slow-storage.sh

version: ## Set the version of the project everywhere: make version VERSION=0.2.0
	hack/version.sh "$(VERSION)"

crds: ## Generate crds/ from the resource classes; copy the guard
	hack/mvn.sh test -Dtest=CrdDriftTest,GuardDriftTest -Dcrds.update=true -Dsurefire.failIfNoSpecifiedTests=true

format: ## Format the sources
	CI= hack/mvn.sh process-sources

clean: ## Remove target/ (the cache stays; make cluster-down stops the node)
	rm -rf target
