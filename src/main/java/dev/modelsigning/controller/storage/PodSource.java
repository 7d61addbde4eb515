// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;

/**
 * All pods. {@link ClaimWriters} learn of every event before anybody acts on it: a deleted pod is
 * in no cache any more.
 */
final class PodSource extends InformerEventSource<Pod, ModelSignature> {
  private final ClaimWriters writers;

  PodSource(
      InformerEventSourceConfiguration<Pod> configuration,
      EventSourceContext<ModelSignature> context,
      ClaimWriters writers) {
    super(configuration, context);
    this.writers = writers;
  }

  @Override
  public void onAdd(Pod pod) {
    writers.observe(pod);
    super.onAdd(pod);
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    writers.observe(pod);
    super.onUpdate(before, pod);
  }

  @Override
  public synchronized void onDelete(Pod pod, boolean finalStateUnknown) {
    writers.deleted(pod, !finalStateUnknown);
    super.onDelete(pod, finalStateUnknown);
  }
}
