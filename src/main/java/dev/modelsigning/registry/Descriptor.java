// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.registry.RegistryFailure.Kind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest or an index says of a part. Untrusted, except that what is read by the digest is
 * compared with it.
 *
 * @param mediaType at most {@value #MAX_TEXT} characters
 * @param digest {@code sha256:} and 64 lower-case hexadecimal digits
 * @param size in bytes
 * @param predicateType what a bundle is about, by an annotation of whoever pushed it
 */
public record Descriptor(
    String mediaType, String digest, long size, Optional<String> predicateType) {
  static final int MAX_TEXT = 256;

  /** The annotation of cosign's layout of bundles. */
  static final String PREDICATE_TYPE = "dev.sigstore.bundle.predicateType";

  /**
   * Reads a descriptor.
   *
   * @throws RegistryFailure if a member is missing or not one that is read here
   */
  static Descriptor of(JsonNode json) throws RegistryFailure {
    String mediaType = text(json.path("mediaType"));
    String digest = text(json.path("digest"));
    JsonNode size = json.path("size");
    if (mediaType == null || digest == null || !ImageName.isDigest(digest) || !isSize(size)) {
      throw new RegistryFailure(
          Kind.INVALID,
          "the registry describes a part without media type, SHA-256 digest and size");
    }
    return new Descriptor(
        mediaType,
        digest,
        size.longValue(),
        Optional.ofNullable(text(json.path("annotations").path(PREDICATE_TYPE))));
  }

  private static boolean isSize(JsonNode size) {
    return size.isIntegralNumber() && size.canConvertToLong() && size.longValue() >= 0;
  }

  static @Nullable String text(JsonNode value) {
    String text = value.textValue();
    return text == null || text.length() > MAX_TEXT ? null : text;
  }
}
