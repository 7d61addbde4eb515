// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.controller.SmallSignatures;
import dev.modelsigning.controller.SpecDigest;
import dev.modelsigning.controller.referrer.Answers.Place;
import dev.modelsigning.controller.referrer.Answers.Question;
import dev.modelsigning.volume.NodeVerdicts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One bundle of a resource that is asked for. It is kept: it has nothing else of the resource.
 *
 * @param recorded the digest of the bundle with which the present specification was judged
 */
record BundleRequest(
    String namespace,
    Optional<String> recorded,
    Place place,
    Question question,
    KubernetesClient client) {
  static BundleRequest of(
      ModelSignature resource, Place place, Question question, KubernetesClient client) {
    return new BundleRequest(
        resource.getMetadata().getNamespace(),
        recordedOf(resource, place),
        place,
        question,
        client);
  }

  /** Of what the status says of each platform, the last one that was measured. */
  private static Optional<String> recordedOf(ModelSignature resource, Place place) {
    ModelSignatureStatus status = resource.getStatus();
    return status == null
        ? Optional.empty()
        : NodeVerdicts.each(status).stream()
            .filter(one -> one.measurement != null && isOfPresent(resource, one.measurement))
            .sorted(Comparator.comparing(BundleRequest::end).reversed())
            .flatMap(one -> recordedOf(resource, one, place.index()).stream())
            .findFirst();
  }

  private static Instant end(ModelSignatureStatus status) {
    return Instant.parse(Objects.requireNonNull(status.measurement).completedAt);
  }

  private static boolean isOfPresent(ModelSignature resource, MeasurementStatus run) {
    return run.completedAt != null
        && (Objects.equals(run.generation, resource.getMetadata().getGeneration())
            || SpecDigest.of(resource.getSpec()).equals(run.specDigest));
  }

  /**
   * A further bundle has its place among the signatures only when all bundles were read, and one
   * that did not count serves as little as one that is missing.
   */
  private static Optional<String> recordedOf(
      ModelSignature resource, ModelSignatureStatus status, int index) {
    if (index == 0) {
      return Optional.ofNullable(status.measurement)
          .map(run -> run.bundleDigest)
          // Such a run was kept when the bundle was missing.
          .filter(digest -> !digest.isEmpty());
    }
    List<JudgedSignature> judged = Objects.requireNonNullElse(status.signatures, List.of());
    return judged.size() == SmallSignatures.sources(resource.getSpec()).size()
        ? Stream.of(judged.get(index))
            .filter(Signers::counted)
            .flatMap(signature -> Stream.ofNullable(signature.bundleDigest))
            .findFirst()
        : Optional.empty();
  }
}
