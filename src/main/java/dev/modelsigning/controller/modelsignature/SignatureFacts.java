// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.policy.CompiledPolicy;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything a verdict depends on, read once at the beginning of a reconciliation.
 *
 * @param resource the resource as stored
 * @param volume what the claim stands for
 * @param bundle where the bundle is
 * @param policies the policies that select the resource's namespace, by name
 * @param jobs measuring Jobs of the resource
 * @param pods measuring pods of the resource
 * @param writers pods that mount the claim for writing now
 * @param writersSince pods that mounted it for writing at any time since an instant
 * @param attachedTo the only node that can mount the claim now, if there is one
 */
record SignatureFacts(
    ModelSignature resource,
    VolumeFinding volume,
    BundleFinding bundle,
    List<CompiledPolicy> policies,
    List<Job> jobs,
    List<Pod> pods,
    List<String> writers,
    Function<Instant, List<String>> writersSince,
    Optional<String> attachedTo) {
  SignatureFacts {
    policies = List.copyOf(policies);
    jobs = List.copyOf(jobs);
    pods = List.copyOf(pods);
    writers = List.copyOf(writers);
  }
}
