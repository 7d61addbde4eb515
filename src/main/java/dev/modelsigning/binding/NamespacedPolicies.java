// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.NamespacedAuthority;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedCertificate;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import dev.modelsigning.api.v1alpha1.TrustedTimestampAuthority;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Policies of namespaces (ModelTrustPolicy), as policies that judge. Operator and webhook read one
 * as a policy of the cluster that selects exactly its namespace, has no exemption and refers to no
 * Secret. Each policy judges for itself and a pod has to satisfy all of them, so one of a namespace
 * can add refusals and take none away.
 *
 * <p>The name of such a policy is {@code namespace/name}, which no policy of the cluster can have,
 * and its metadata names its namespace, which that of a policy of the cluster does not.
 */
public final class NamespacedPolicies {
  /** So many of a namespace are in force: each costs every pod and every verdict of it time. */
  public static final int MOST_IN_FORCE = 4;

  /** So many of a namespace are kept in memory as a whole. */
  public static final int MOST_KEPT = 64;

  /** The API server gives every namespace this label with its name, and lets nobody change it. */
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  private static final Comparator<ModelTrustPolicy> OLDEST_FIRST =
      Comparator.comparing(
              (ModelTrustPolicy policy) ->
                  Objects.requireNonNullElse(policy.getMetadata().getCreationTimestamp(), ""))
          .thenComparing(policy -> policy.getMetadata().getName());

  private NamespacedPolicies() {}

  /**
   * Those that are in force: the oldest {@value #MOST_IN_FORCE}, so that a new one never takes the
   * place of one that counts.
   *
   * @param all of one namespace
   */
  public static List<ModelTrustPolicy> inForce(Collection<ModelTrustPolicy> all) {
    return all.stream().sorted(OLDEST_FIRST).limit(MOST_IN_FORCE).toList();
  }

  /** The name by which verdicts, refusals and paths know a policy. */
  public static String nameOf(ModelTrustPolicy policy) {
    return policy.getMetadata().getNamespace() + "/" + policy.getMetadata().getName();
  }

  /** Whether a policy that judges is one of a namespace. */
  public static boolean isNamespaced(ClusterModelTrustPolicy policy) {
    return policy.getMetadata().getNamespace() != null;
  }

  /** The command with which people look at a policy that judges, such as {@code kubectl get}. */
  public static String command(String verb, ClusterModelTrustPolicy policy) {
    ObjectMeta metadata = policy.getMetadata();
    return isNamespaced(policy)
        ? "kubectl %s modeltrustpolicy %s -n %s"
            .formatted(
                verb,
                metadata.getName().substring(metadata.getNamespace().length() + 1),
                metadata.getNamespace())
        : "kubectl %s clustermodeltrustpolicy %s".formatted(verb, metadata.getName());
  }

  /** As a policy that judges. Of one whose fields could not be read, what is left of them. */
  public static ClusterModelTrustPolicy judging(ModelTrustPolicy policy) {
    ObjectMeta given = policy.getMetadata();
    var judging = new ClusterModelTrustPolicy();
    judging.setMetadata(
        new ObjectMetaBuilder()
            .withName(nameOf(policy))
            .withNamespace(given.getNamespace())
            .withUid(given.getUid())
            .withGeneration(given.getGeneration())
            .withCreationTimestamp(given.getCreationTimestamp())
            // The mark of what could not be read is among them.
            .withAnnotations(given.getAnnotations())
            .build());
    judging.setSpec(spec(policy.getSpec(), given.getNamespace()));
    judging.setStatus(status(policy.getStatus()));
    return judging;
  }

  private static ClusterModelTrustPolicySpec spec(
      @Nullable ModelTrustPolicySpec given, String namespace) {
    var spec = new ClusterModelTrustPolicySpec();
    spec.match = new PolicyMatch();
    spec.match.namespaceSelector =
        new LabelSelectorBuilder().addToMatchLabels(NAME_LABEL, namespace).build();
    if (given == null) {
      return spec;
    }
    spec.mode = given.mode;
    spec.models = given.models;
    spec.authorities =
        given.authorities == null
            ? null
            : given.authorities.stream().map(NamespacedPolicies::authority).toList();
    spec.requirements = given.requirements;
    spec.unverifiable = given.unverifiable;
    spec.deny = given.deny;
    return spec;
  }

  private static TrustAuthority authority(NamespacedAuthority given) {
    var authority = new TrustAuthority();
    authority.name = given.name;
    if (given.key != null) {
      authority.key = new TrustedKey();
      authority.key.publicKey = given.key.publicKey;
    }
    authority.certificate = given.certificate == null ? null : withoutSecrets(given.certificate);
    authority.keyless = given.keyless;
    return authority;
  }

  /** What names a Secret, which the API server refuses, has no certificates and cannot be used. */
  private static TrustedCertificate withoutSecrets(TrustedCertificate given) {
    var certificate = new TrustedCertificate();
    certificate.caBundle = given.caBundle;
    certificate.subjectAltNames = given.subjectAltNames;
    certificate.subjectAltNameRegExps = given.subjectAltNameRegExps;
    certificate.timestampAuthorities =
        given.timestampAuthorities == null
            ? null
            : given.timestampAuthorities.stream()
                .map(
                    declared -> {
                      var inline = new TrustedTimestampAuthority();
                      inline.chain = declared.secretKeyRef == null ? declared.chain : null;
                      return inline;
                    })
                .toList();
    return certificate;
  }

  private static @Nullable ClusterModelTrustPolicyStatus status(
      @Nullable ModelTrustPolicyStatus given) {
    if (given == null) {
      return null;
    }
    var status = new ClusterModelTrustPolicyStatus();
    status.observedGeneration = given.observedGeneration;
    status.authorities = given.authorities;
    status.checkedAt = given.checkedAt;
    status.conditions = given.conditions;
    return status;
  }

  /** The status of a policy that judges, as one of a namespace has it. */
  public static ModelTrustPolicyStatus written(ClusterModelTrustPolicyStatus judging) {
    var status = new ModelTrustPolicyStatus();
    status.observedGeneration = judging.observedGeneration;
    status.authorities = judging.authorities;
    status.checkedAt = judging.checkedAt;
    status.conditions = judging.conditions;
    return status;
  }
}
