// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.referrer.Answers.Place;
import dev.modelsigning.controller.referrer.Answers.Question;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import java.util.Optional;

/**
 * One bundle of a resource that is asked for. It is kept: it has nothing else of the resource.
 *
 * @param recorded the digest of the bundle with which the present generation was measured
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

  /** The digest of the bundle with which the present generation was measured, if it is this. */
  private static Optional<String> recordedOf(ModelSignature resource, Place place) {
    Optional<MeasurementStatus> run =
        Optional.ofNullable(resource.getStatus()).map(status -> status.measurement);
    return place.index() > 0
        ? Optional.empty()
        : run.filter(
                measured ->
                    measured.completedAt != null
                        && Objects.equals(
                            measured.generation, resource.getMetadata().getGeneration()))
            .map(measured -> measured.bundleDigest);
  }
}
