// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.binding.KnownTrust;
import dev.modelsigning.gate.loaders.ClaimUse;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a decision may know of the cluster. Look-ups do not block, or only within a time budget. */
public interface ClusterView {
  /** Labels of a namespace; empty when the namespace is not known. */
  Optional<Map<String, String>> namespaceLabels(String namespace);

  /** All policies of the cluster. */
  List<ClusterModelTrustPolicy> policies();

  /**
   * Those policies of the cluster whose selectors may match a namespace with these labels, and
   * perhaps others.
   */
  default List<ClusterModelTrustPolicy> policiesFor(Map<String, String> labels) {
    return policies();
  }

  /** The policies of a namespace that are in force, as policies that judge. */
  default List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    return List.of();
  }

  /** What has been read before of the trust of its policies. */
  default KnownTrust trust() {
    return new KnownTrust();
  }

  /** The ModelSignatures of a namespace whose source is the claim. */
  List<ModelSignature> signatures(String namespace, String claimName);

  /** The ModelSignatures of a namespace whose source is an image of this digest. */
  List<ModelSignature> imageSignatures(String namespace, String digest);

  /**
   * The ModelSignatures of all namespaces whose source is an image of this digest, as far as they
   * are Verified or some policy denied them.
   */
  List<ModelSignature> verifiedImages(String digest);

  /** The ModelSignatures of a namespace whose source is an image of this repository. */
  List<ModelSignature> repositorySignatures(String namespace, String repository);

  /** The current identity of the claim's volume; empty when the claim is missing or not bound. */
  Optional<VolumeIdentity> identity(String namespace, String claimName);

  /** The platform of a node; empty when there is no such node or its labels do not say. */
  Optional<NodePlatform> platform(String node);

  /**
   * Which pods of the namespace have the claim mounted. Where nobody looks, that is not known.
   *
   * @param exceptUid UID of a pod that does not count; empty when there is none
   */
  default ClaimUse use(String namespace, String claimName, String exceptUid) {
    return new ClaimUse.Unknown("the pods of the namespace are not known here");
  }

  /** Whether a status written by the operator names the Job with this UID in this namespace. */
  boolean isMeasurement(String namespace, MeasuringJob job);

  /**
   * What a pod says of the Job that made it, and of the resource that the Job measures for. Anybody
   * can write the latter two; they only say where to look for a status that names the Job.
   *
   * @param uid UID of the Job
   * @param ownerKind kind of the resource; empty when the pod names none
   * @param ownerName name of the resource; empty when the pod names none, or no possible one
   */
  record MeasuringJob(String uid, String ownerKind, String ownerName) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    static MeasuringJob of(String uid, @Nullable String ownerKind, @Nullable String ownerName) {
      String name = Objects.requireNonNullElse(ownerName, "");
      return new MeasuringJob(
          uid,
          Objects.requireNonNullElse(ownerKind, ""),
          NAME.matcher(name).matches() && !name.contains("..") ? name : "");
    }
  }
}
