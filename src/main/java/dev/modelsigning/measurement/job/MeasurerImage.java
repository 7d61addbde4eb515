// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The image that measures, and the digests by which the kubelet may name it.
 *
 * @param reference what the pod's {@code image} says
 * @param digests the accepted {@code sha256:…} of a container's {@code imageID}; never empty
 */
public record MeasurerImage(String reference, Set<String> digests) {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** Checks and copies. */
  public MeasurerImage {
    digests = Set.copyOf(digests);
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

  /** Whether the kubelet's name of a container's image stands for this image. */
  public boolean isNamedBy(String imageId) {
    return digestIn(imageId).filter(digests::contains).isPresent();
  }
}
