// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.image;

import java.util.List;

/**
 * The images that a policy allows. A pattern is a whole reference or a beginning that ends before a
 * separator, compared as the pod writes it: names without a registry mean different ones to
 * different runtimes.
 *
 * @param patterns none allow any image
 */
public record AllowedImages(List<String> patterns) {
  /** Copies. */
  public AllowedImages {
    patterns = List.copyOf(patterns);
  }

  /** Whether a container may run the image. */
  public boolean allow(String image) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, image));
  }

  /**
   * What follows a colon or an at sign is a tag or a digest and has no slash: in {@code
   * host:5000/image} it would be another image.
   */
  private static boolean matches(String pattern, String image) {
    if (!pattern.endsWith("*")) {
      return pattern.equals(image);
    }
    String beginning = pattern.substring(0, pattern.length() - 1);
    return beginning.length() > 1
        && image.startsWith(beginning)
        && image.length() > beginning.length()
        && (beginning.endsWith("/") || image.indexOf('/', beginning.length()) < 0);
  }
}
