// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.api.model.NFSVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The volume claims of one namespace; the test plays the volume controller. */
public final class Claims {
  private final KubernetesClient admin;
  private final String namespace;

  public Claims(KubernetesClient admin, String namespace) {
    this.admin = admin;
    this.namespace = namespace;
  }

  /** A claim that many nodes may read, and a volume that it is bound to. */
  public BoundClaim bound(String name) {
    return bound(name, "ReadOnlyMany");
  }

  /** A claim with an access mode, and a volume that it is bound to. */
  public BoundClaim bound(String name, String accessMode) {
    create(name, accessMode, Map.of());
    return bind(name);
  }

  /** A claim that many nodes may read, bound to a directory of an NFS server. */
  public BoundClaim onNfs(String name, String server, String path) {
    create(name, "ReadOnlyMany", Map.of());
    return bind(
        name,
        volume ->
            new PersistentVolumeBuilder(volume)
                .editSpec()
                .withHostPath(null)
                .withNfs(new NFSVolumeSourceBuilder().withServer(server).withPath(path).build())
                .endSpec()
                .build());
  }

  /** A claim that waits for its volume. */
  public void unbound(String name) {
    create(name, "ReadOnlyMany", Map.of());
  }

  /** A claim with this label that waits for its volume. */
  public void unbound(String name, String label, String value) {
    create(name, "ReadOnlyMany", Map.of(label, value));
  }

  /** A claim that waits for a volume with the content of a snapshot. */
  public void unboundOfSnapshot(String name) {
    create(
        name,
        "ReadOnlyMany",
        Map.of(),
        claim ->
            claim
                .editSpec()
                .withNewDataSource("snapshot.storage.k8s.io", "VolumeSnapshot", "released")
                .endSpec());
  }

  /**
   * A claim and its volume as the API server holds them.
   *
   * @param claim in phase Bound
   * @param volume refers to the claim
   */
  public record BoundClaim(PersistentVolumeClaim claim, PersistentVolume volume) {}

  private void create(String name, String accessMode, Map<String, String> labels) {
    create(name, accessMode, labels, claim -> claim);
  }

  private void create(
      String name,
      String accessMode,
      Map<String, String> labels,
      UnaryOperator<PersistentVolumeClaimBuilder> change) {
    admin
        .resource(
            change
                .apply(
                    new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes(accessMode)
                        .withStorageClassName("")
                        .withVolumeName(volumeName(name))
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec())
                .build())
        .create();
  }

  /** Makes the volume that a claim waits for, and binds the two. */
  public BoundClaim bind(String name) {
    return bind(name, volume -> volume);
  }

  private BoundClaim bind(String name, UnaryOperator<PersistentVolume> change) {
    var stored = admin.persistentVolumeClaims().inNamespace(namespace).withName(name);
    PersistentVolume volume = admin.resource(change.apply(volumeFor(stored.get()))).create();
    PersistentVolumeClaim claim =
        stored.editStatus(
            unbound ->
                new PersistentVolumeClaimBuilder(unbound)
                    .editOrNewStatus()
                    .withPhase("Bound")
                    .endStatus()
                    .build());
    return new BoundClaim(claim, volume);
  }

  private PersistentVolume volumeFor(PersistentVolumeClaim claim) {
    String name = claim.getMetadata().getName();
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(volumeName(name))
        .endMetadata()
        .withNewSpec()
        .addToCapacity("storage", new Quantity("1Gi"))
        .withAccessModes(claim.getSpec().getAccessModes())
        .withStorageClassName("")
        .withNewHostPath("/models/" + namespace + "/" + name, "Directory")
        .withNewClaimRef()
        .withNamespace(namespace)
        .withName(name)
        .withUid(claim.getMetadata().getUid())
        .endClaimRef()
        .endSpec()
        .build();
  }

  /** An administrator points the claim's volume at another directory of its backend. */
  public void changeMountOptions(String name) {
    admin
        .persistentVolumes()
        .withName(volumeName(name))
        .edit(
            volume ->
                new PersistentVolumeBuilder(volume)
                    .editSpec()
                    .withMountOptions("only-dir=other")
                    .endSpec()
                    .build());
  }

  /** Labels a claim, as its owner does. */
  public void label(String name, String label, String value) {
    admin
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName(name)
        .edit(
            claim ->
                new PersistentVolumeClaimBuilder(claim)
                    .editMetadata()
                    .addToLabels(label, value)
                    .endMetadata()
                    .build());
  }

  private String volumeName(String claim) {
    return namespace + "-" + claim;
  }
}
