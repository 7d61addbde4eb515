// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps measuring Jobs. Anybody may give a Job their label but not their reserved name; of others
 * the object stays, without what it holds.
 */
public final class MeasuringJobs extends SmallObjects<Job> {
  @Override
  public @Nullable Job put(String key, Job job) {
    if (!job.getMetadata().getName().startsWith(ApiGroup.MEASURING_PREFIX)) {
      job.setSpec(new JobSpec());
      job.getMetadata().setOwnerReferences(List.of());
      job.getMetadata().setFinalizers(List.of());
    }
    return super.put(key, job);
  }
}
