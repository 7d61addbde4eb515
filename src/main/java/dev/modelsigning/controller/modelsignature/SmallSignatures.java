// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.controller.SmallObjects;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps ModelSignatures without what is large in them, inline bundles above all, of which the
 * digest stays. A bundle is read again when it is judged.
 */
public final class SmallSignatures extends SmallObjects<ModelSignature> {
  /** On the object in memory only; it holds for the generation that the object has. */
  private static final String BUNDLE_DIGEST = "modelsigning.dev/inline-bundle-digest";

  @Override
  public ModelSignature put(String key, ModelSignature object) {
    leaveBundleOut(object);
    object.getMetadata().setOwnerReferences(List.of());
    return super.put(key, object);
  }

  private static void leaveBundleOut(ModelSignature object) {
    var signature = object.getSpec() == null ? null : object.getSpec().signature;
    if (signature != null && signature.inline != null && signature.inline.bundle != null) {
      byte[] bundle = signature.inline.bundle.getBytes(StandardCharsets.UTF_8);
      Map<String, String> annotations =
          new HashMap<>(
              Objects.requireNonNullElse(
                  object.getMetadata().getAnnotations(), Map.<String, String>of()));
      annotations.put(BUNDLE_DIGEST, BundleFinding.digest(bundle));
      object.getMetadata().setAnnotations(annotations);
      signature.inline.bundle = null;
    }
  }

  /** The digest of an inline bundle that was left out. */
  static Optional<String> bundleDigest(ModelSignature object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(BUNDLE_DIGEST));
  }
}
