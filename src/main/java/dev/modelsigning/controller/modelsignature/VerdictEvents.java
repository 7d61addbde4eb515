// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.ResourceEvents;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells of changed verdicts by Kubernetes Events and one line in the log. */
final class VerdictEvents {
  private static final Logger LOG = Logger.getLogger(VerdictEvents.class);

  private final ResourceEvents events;

  VerdictEvents(KubernetesClient client, Clock clock) {
    this.events = new ResourceEvents(client, clock);
  }

  /** Says so when verdict or reason changed. An Event that cannot be written changes nothing. */
  void tell(
      ModelSignature resource, @Nullable ModelSignatureStatus before, ModelSignatureStatus after) {
    if (before != null
        && before.verdict == after.verdict
        && Objects.equals(before.reason, after.reason)) {
      return;
    }
    var metadata = resource.getMetadata();
    LOG.infof(
        "namespace=%s name=%s generation=%d verdict=%s reason=%s",
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getGeneration(),
        after.verdict,
        after.reason);
    boolean good =
        after.verdict == VerdictState.Verified || Objects.equals(after.reason, "Measuring");
    events.write(resource, good, after.reason, after.verdict + ": " + after.message);
  }
}
