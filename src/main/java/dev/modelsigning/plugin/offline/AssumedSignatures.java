// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.offline;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImageStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.RequiredAnnotation;
import dev.modelsigning.api.v1alpha1.SignedAnnotation;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.ImageReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes ModelSignatures of a file such that the policies of the file can judge by them. One with a
 * status keeps its verdicts, policy by policy; one without is taken to become Verified, or to stay
 * Unknown.
 */
final class AssumedSignatures {
  private final List<ClusterModelTrustPolicy> policies;
  private final VerdictState assumed;
  private final List<String> assumptions;

  /**
   * For these policies.
   *
   * @param policies each with its status
   * @param assumed the verdict of a ModelSignature without status
   * @param assumptions gets a sentence for each thing that is taken for granted
   */
  AssumedSignatures(
      List<ClusterModelTrustPolicy> policies, VerdictState assumed, List<String> assumptions) {
    this.policies = List.copyOf(policies);
    this.assumed = assumed;
    this.assumptions = assumptions;
  }

  void complete(ModelSignature signature) {
    ModelSignatureStatus status = signature.getStatus();
    boolean isJudged = status != null && status.verdict != null;
    if (signature.getMetadata().getGeneration() == null) {
      // Without it nobody can tell an edit: what was judged is taken for what is here.
      signature.getMetadata().setGeneration(isJudged ? status.observedGeneration : Long.valueOf(1));
    }
    if (!isJudged) {
      assume(signature);
    } else {
      if (status.volume != null && signature.getSpec().source.persistentVolumeClaim != null) {
        status.volume.identity = identity(signature);
      }
      bind(status);
    }
  }

  private void assume(ModelSignature signature) {
    var status = new ModelSignatureStatus();
    status.observedGeneration = signature.getMetadata().getGeneration();
    status.verdict = assumed;
    status.reason =
        (assumed == VerdictState.Verified ? Reason.SignatureVerified : Reason.Measuring).text();
    if (assumed == VerdictState.Verified) {
      place(signature, status);
      status.signatures = assumedSignatures();
    }
    signature.setStatus(status);
    assumptions.add(
        "ModelSignature %s/%s has no status: its verdict is %s"
            .formatted(
                signature.getMetadata().getNamespace(),
                signature.getMetadata().getName(),
                assumed));
  }

  private static void place(ModelSignature signature, ModelSignatureStatus status) {
    ModelSource source = signature.getSpec().source;
    if (source.persistentVolumeClaim != null) {
      status.volume = new VolumeStatus();
      status.volume.identity = identity(signature);
      status.volume.subPath = source.persistentVolumeClaim.subPath;
    } else if (source.image != null) {
      status.image = new ImageStatus();
      status.image.digest = ImageReference.of(source.image.reference).digest().orElse("");
      status.image.path = ImageIdentity.pathOrWhole(source.image.path);
    }
  }

  private static String identity(ModelSignature signature) {
    return OfflineCluster.identityOf(
            signature.getMetadata().getNamespace(),
            Objects.requireNonNull(signature.getSpec().source.persistentVolumeClaim).claimName)
        .value();
  }

  /** As many as the largest policy has authorities, each by a signer of its own. */
  private List<JudgedSignature> assumedSignatures() {
    List<JudgedSignature> signatures = new ArrayList<>();
    int most = policies.stream().mapToInt(policy -> published(policy).size()).max().orElse(0);
    for (int index = 0; index < most; index++) {
      int position = index;
      var signature = new JudgedSignature();
      signature.contentMatches = true;
      signature.signer = new SignerStatus();
      signature.signer.subject = "assumed signer " + (index + 1);
      signature.signer.keyFingerprint = "offline:" + index;
      signature.annotations = policies.stream().flatMap(AssumedSignatures::stated).toList();
      signature.acceptedBy =
          policies.stream()
              .map(AssumedSignatures::published)
              .filter(authorities -> authorities.size() > position)
              .map(authorities -> accepted(authorities.get(position)))
              .toList();
      signatures.add(signature);
    }
    return signatures;
  }

  private static Stream<SignedAnnotation> stated(ClusterModelTrustPolicy policy) {
    return RequiredAnnotations.of(policy).wanted().stream().map(AssumedSignatures::stated);
  }

  private static SignedAnnotation stated(RequiredAnnotation wanted) {
    var stated = new SignedAnnotation();
    stated.name = wanted.name;
    stated.value = wanted.oneOf == null || wanted.oneOf.isEmpty() ? "" : wanted.oneOf.getFirst();
    return stated;
  }

  /** What was judged by a policy in the cluster is taken over for the policy of the same name. */
  private void bind(ModelSignatureStatus status) {
    for (ClusterModelTrustPolicy policy : policies) {
      Optional<PolicyVerdict> entry =
          Stream.ofNullable(status.policies)
              .flatMap(List::stream)
              .filter(one -> Objects.equals(one.name, policy.getMetadata().getName()))
              .findFirst();
      entry.ifPresent(one -> one.uid = policy.getMetadata().getUid());
      entry
          .filter(one -> one.verdict == VerdictState.Verified && one.authority != null)
          .ifPresent(one -> accept(status, policy, one.authority));
      if (entry.isEmpty()) {
        assumptions.add(
            "policy "
                + policy.getMetadata().getName()
                + " has never judged a model of the files: its signatures count only where their"
                + " status lists the policy's authorities");
      }
    }
  }

  private static void accept(
      ModelSignatureStatus status, ClusterModelTrustPolicy policy, String authorities) {
    List<String> names = Arrays.asList(authorities.split(", *", -1));
    List<AuthorityStatus> accepting =
        published(policy).stream().filter(one -> names.contains(one.name)).toList();
    List<JudgedSignature> matching =
        Stream.ofNullable(status.signatures)
            .flatMap(List::stream)
            .filter(one -> Boolean.TRUE.equals(one.contentMatches))
            .toList();
    for (int index = 0; index < accepting.size() && !matching.isEmpty(); index++) {
      JudgedSignature signature = matching.get(Math.min(index, matching.size() - 1));
      List<AcceptedBy> all =
          new ArrayList<>(Objects.requireNonNullElse(signature.acceptedBy, List.of()));
      all.add(accepted(accepting.get(index)));
      signature.acceptedBy = all;
    }
  }

  private static List<AuthorityStatus> published(ClusterModelTrustPolicy policy) {
    return Objects.requireNonNullElse(policy.getStatus().authorities, List.of());
  }

  private static AcceptedBy accepted(AuthorityStatus authority) {
    var accepted = new AcceptedBy();
    accepted.digest = authority.digest;
    return accepted;
  }
}
