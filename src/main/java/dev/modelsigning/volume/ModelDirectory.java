// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ModelSource;
import java.util.Objects;

/** The directory of a model in its source, whatever the source is. */
public final class ModelDirectory {
  private ModelDirectory() {}

  /** Relative to the root of the claim or image, as a {@code subPath}; empty is the root. */
  public static String of(ModelSource source) {
    return source.image == null
        ? Objects.requireNonNullElse(source.persistentVolumeClaim.subPath, "")
        : of(source.image);
  }

  /** Relative to the root of the image; empty is the root. */
  public static String of(ImageSource image) {
    return ImageIdentity.pathOrWhole(image.path).substring(1);
  }
}
