// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.nio.file.Path;
import java.util.Optional;

/** The cache folder of {@code hack/}. */
public final class BuildCache {
  private BuildCache() {}

  /** The same folder as in {@code hack/env.sh}; it need not exist. */
  public static Path folder() {
    return Optional.ofNullable(System.getenv("OMS_CACHE"))
        .map(Path::of)
        .orElseGet(
            () ->
                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .map(Path::of)
                    .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                    .resolve("model-signature-operator"));
  }
}
