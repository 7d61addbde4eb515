// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The image that measures, and the digests by which the kubelet may name it.
 *
 * @param reference what the pod's {@code image} says
 * @param digests the accepted {@code sha256:…} of a container's {@code imageID}; never empty
 * @param pullSecrets names of the Secrets with which it is pulled, in the namespaces of the models
 */
public record MeasurerImage(String reference, Set<String> digests, List<String> pullSecrets) {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** An image that is pulled without Secrets of the operator's configuration. */
  public MeasurerImage(String reference, Set<String> digests) {
    this(reference, digests, List.of());
  }

  /** Checks and copies. */
  public MeasurerImage {
    digests = Set.copyOf(digests);
    pullSecrets = List.copyOf(pullSecrets);
    if (digests.isEmpty() || !digests.stream().allMatch(d -> DIGEST.matcher(d).matches())) {
      throw new IllegalArgumentException(
          "No sha256 digest is known for image "
              + reference
              + "; hint: name it by digest, or set oms.measurement.image-digest");
    }
  }

  /**
   * The digest in an image reference ({@code repository@sha256:…}) or in an {@code imageID}, which
   * may also be a digest alone; empty when it names none.
   */
  public static Optional<String> digestIn(String reference) {
    String digest = reference.substring(reference.lastIndexOf('@') + 1);
    return DIGEST.matcher(digest).matches() ? Optional.of(digest) : Optional.empty();
  }

  /** The same, pulled with these Secrets. */
  MeasurerImage pulledWith(List<String> secrets) {
    return new MeasurerImage(reference, digests, secrets);
  }

  /** Whether the kubelet's name of a container's image stands for this image. */
  public boolean isNamedBy(String imageId) {
    return digestIn(imageId).filter(digests::contains).isPresent();
  }
}
