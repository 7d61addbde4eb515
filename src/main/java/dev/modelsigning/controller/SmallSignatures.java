// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.manifest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ModelSignatures without what is large in them, inline bundles above all, of which the
 * digest stays. A bundle is read again when it is judged.
 */
public final class SmallSignatures extends PackedItems<ModelSignature> {
  /** On the object in memory only; it holds for the generation that the object has. */
  private static final String BUNDLE_DIGEST = "modelsigning.dev/inline-bundle-digest";

  @Override
  public @Nullable ModelSignature put(String key, ModelSignature object) {
    leaveBundleOut(object);
    object.getMetadata().setOwnerReferences(List.of());
    return super.put(key, object);
  }

  private static void leaveBundleOut(ModelSignature object) {
    List<@Nullable SignatureSource> sources = sources(object.getSpec());
    for (int i = 0; i < sources.size(); i++) {
      SignatureSource signature = sources.get(i);
      if (signature != null && signature.inline != null && signature.inline.bundle != null) {
        byte[] bundle = signature.inline.bundle.getBytes(StandardCharsets.UTF_8);
        Map<String, String> annotations =
            new HashMap<>(
                Objects.requireNonNullElse(
                    object.getMetadata().getAnnotations(), Map.<String, String>of()));
        annotations.put(BUNDLE_DIGEST + suffix(i), "sha256:" + Digest.sha256(bundle).hex());
        object.getMetadata().setAnnotations(annotations);
        signature.inline.bundle = null;
      }
    }
  }

  /** Where the bundles of a resource are: the first by its place, which may be left out. */
  public static List<@Nullable SignatureSource> sources(@Nullable ModelSignatureSpec spec) {
    List<@Nullable SignatureSource> sources = new ArrayList<>();
    if (spec != null) {
      sources.add(spec.signature);
      if (spec.additionalSignatures != null) {
        sources.addAll(spec.additionalSignatures);
      }
    }
    return sources;
  }

  private static String suffix(int place) {
    return place == 0 ? "" : "-" + place;
  }

  /**
   * The digest of an inline bundle that was left out.
   *
   * @param place in {@link #sources}
   */
  public static Optional<String> bundleDigest(ModelSignature object, int place) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(BUNDLE_DIGEST + suffix(place)));
  }
}
