// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import dev.modelsigning.api.v1alpha1.ImageStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes an image stands for: the digest says it for each platform, the directory and the
 * platform of the nodes say which of them. The repository does not matter.
 *
 * @param digest of the image or of an index of images
 * @param path directory in the image, absolute
 * @param platform of all nodes
 */
public record ImageIdentity(String digest, String path, NodePlatform platform) {
  /** The directory of an image source that names none. */
  public static final String WHOLE_IMAGE = "/";

  /** What a measurement is bound to; the directory is part of the resource's generation. */
  public String value() {
    return digest + "/" + platform.text();
  }

  /**
   * The platform in the place of a node: what is measured there is kept and judged as what is on
   * one node of several.
   */
  public HoldingNode place() {
    return new HoldingNode(platform.text(), platform.key());
  }

  /** As it is written into a status. */
  public ImageStatus status() {
    ImageStatus status = new ImageStatus();
    status.digest = digest;
    status.path = path;
    status.platform = platform.text();
    return status;
  }

  /** The directory that a source names. */
  public static String pathOrWhole(@Nullable String path) {
    return Objects.requireNonNullElse(path, WHOLE_IMAGE);
  }
}
