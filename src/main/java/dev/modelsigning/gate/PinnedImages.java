// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.gate.Finding.MountedSource;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.volume.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Images that pods name by a tag: which digests ModelSignatures of the namespace name instead. */
final class PinnedImages {
  /** ModelSignatures that a message names at most. */
  private static final int NAMED = 3;

  private PinnedImages() {}

  /**
   * Digests to pin, for people; empty when none is known.
   *
   * @param known ModelSignatures about the repository
   * @param satisfies whether one satisfies the policy: of those that do, no others are named
   */
  static String of(
      List<ModelSignature> known, ImageReference reference, Predicate<ModelSignature> satisfies) {
    List<ModelSignature> satisfying = known.stream().filter(satisfies).limit(NAMED).toList();
    return (satisfying.isEmpty() ? known : satisfying)
        .stream()
            .limit(NAMED)
            .flatMap(signature -> pinned(signature, reference).stream())
            .collect(Collectors.joining(" or "));
  }

  /** An image by a tag may be another one when the pod starts. */
  static List<Finding> unpinned(
      ClusterModelTrustPolicy policy, MountedSource source, Kind kind, String pinned) {
    String hint =
        pinned.isEmpty()
            ? "name the image by its digest (@sha256:...) and create a ModelSignature for it, or"
                + " ask for "
                + kind.field()
                + ": Allow in the policy"
            : "pin the image: " + pinned;
    return List.of(
        source.finding(
            policy,
            "a model source that cannot be verified ("
                + (kind == Kind.MODELCAR ? "modelcar" : kind.text())
                + " without a digest: a tag can be moved to other files)",
            "an image by its digest that a ModelSignature covers",
            hint));
  }

  private static Optional<String> pinned(ModelSignature signature, ImageReference reference) {
    return ImageReference.of(signature.getSpec().source.image.reference)
        .digest()
        .map(
            digest ->
                reference.pinnedTo(digest)
                    + " (ModelSignature "
                    + signature.getMetadata().getName()
                    + ")");
  }
}
