// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Objects;
import java.util.Optional;

/** Claims that are bound once a pod uses them (WaitForFirstConsumer). */
public final class FirstConsumer {
  private FirstConsumer() {}

  /**
   * Whether a pod that only reads may be the one that binds the claim: it is pending, and what it
   * will be bound to has content, since it names its volume or begins with the content of another
   * source.
   *
   * @param volume the one that the claim names
   */
  public static boolean mayBind(PersistentVolumeClaim claim, Optional<PersistentVolume> volume) {
    return isPending(claim)
        && (hasDataSource(claim) || volume.filter(found -> isFor(found, claim)).isPresent());
  }

  private static boolean isPending(PersistentVolumeClaim claim) {
    return claim.getStatus() == null
        || claim.getStatus().getPhase() == null
        || Objects.equals(claim.getStatus().getPhase(), KubernetesWords.PENDING);
  }

  /** A snapshot, another claim or a populator. */
  private static boolean hasDataSource(PersistentVolumeClaim claim) {
    return claim.getSpec().getDataSource() != null || claim.getSpec().getDataSourceRef() != null;
  }

  private static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
    var reference = volume.getSpec().getClaimRef();
    return reference == null
        || (Objects.equals(reference.getName(), claim.getMetadata().getName())
            && Objects.equals(reference.getNamespace(), claim.getMetadata().getNamespace())
            && (reference.getUid() == null
                || Objects.equals(reference.getUid(), claim.getMetadata().getUid())));
  }
}
