// SPDX-License-Identifier: Apache-2.0
/** Kubernetes manifests as people write them, and the pods that workloads make. */
@NullMarked
package dev.modelsigning.plugin.manifest;

import org.jspecify.annotations.NullMarked;
