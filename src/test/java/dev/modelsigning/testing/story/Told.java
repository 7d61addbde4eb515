// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.evidence.SerializationArgument;
import dev.modelsigning.manifest.Manifest;
import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** What measuring pods return that do as their Job says. */
public final class Told {
  private static final String OPTION = "--serialization=";

  private Told() {}

  /** The files of a manifest, hashed whole, as the Job wants small files to be described. */
  public static Manifest by(Job measuring, Manifest manifest) {
    String argument =
        measuring.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs().stream()
            .filter(text -> text.startsWith(OPTION))
            .findFirst()
            .orElseThrow();
    try {
      var way = SerializationArgument.read(argument.substring(OPTION.length())).forLargest(1);
      return new Manifest(manifest.modelName(), way, manifest.entries());
    } catch (SerializationArgument.RefusedException e) {
      throw new IllegalStateException(e);
    }
  }
}
