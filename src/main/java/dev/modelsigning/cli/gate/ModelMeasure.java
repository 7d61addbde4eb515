// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.walk.ModelContentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Hashes a model in each way that is asked for, and each way once. */
final class ModelMeasure {
  private final Path model;
  private final HashOptions options;
  private final ModelHasher hasher = new ModelHasher();
  private final Map<Serialization, Measured> known = new HashMap<>();
  private IgnoredContent ignored = IgnoredContent.NONE;

  ModelMeasure(Path model, HashOptions options) {
    this.model = model;
    this.options = options.reportingIgnored(content -> ignored = content);
  }

  /**
   * A measured model.
   *
   * @param ignored what lies at the paths that were left out
   */
  record Measured(Manifest manifest, IgnoredContent ignored) {}

  Path model() {
    return model;
  }

  Measured as(Serialization serialization)
      throws ModelContentException, IOException, InterruptedException {
    Measured measured = known.get(serialization);
    if (measured == null) {
      ignored = IgnoredContent.NONE;
      Manifest manifest = hasher.hash(model, serialization, options);
      measured = new Measured(manifest, ignored);
      known.put(serialization, measured);
    }
    return measured;
  }
}
