// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reference of an image, in its parts.
 *
 * @param repository registry and name, as they were written
 * @param digest {@code sha256:} and 64 hexadecimal digits; empty when the image is named by a tag
 *     alone, or by a digest of another kind
 */
public record ImageReference(String repository, Optional<String> digest) {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** A tag follows the last slash: a colon before it belongs to the registry. */
  private static final Pattern TAG = Pattern.compile(":[^/:]*$");

  /** Reads a reference; absent is one without a name. */
  public static ImageReference of(@Nullable String reference) {
    if (reference == null) {
      return new ImageReference("", Optional.empty());
    }
    int at = reference.indexOf('@');
    String named = at < 0 ? reference : reference.substring(0, at);
    Matcher tag = TAG.matcher(named);
    String repository = tag.find() ? named.substring(0, tag.start()) : named;
    String digest = at < 0 ? "" : reference.substring(at + 1);
    return new ImageReference(
        repository, DIGEST.matcher(digest).matches() ? Optional.of(digest) : Optional.empty());
  }

  /** The same image by another digest, as a pod has to write it. */
  public String pinnedTo(String other) {
    return repository + "@" + other;
  }
}
