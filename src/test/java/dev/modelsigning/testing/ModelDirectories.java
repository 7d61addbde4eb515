// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small models on disk. */
public final class ModelDirectories {
  private ModelDirectories() {}

  /** A directory {@code model} with weights, a configuration and a subdirectory. */
  public static Path small(Path parent) {
    Path model = parent.resolve("model");
    write(model, "model.safetensors", "weights ".repeat(1000));
    write(model, "config.json", "{}");
    write(model, "onnx/model.onnx", "graph");
    write(model, "empty.txt", "");
    return model;
  }

  /** Writes a file below a directory, and creates the directories in between. */
  public static Path write(Path directory, String name, String content) {
    try {
      Path file = directory.resolve(name);
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      return Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Flips one bit of a file. */
  public static void flipBit(Path file, int offset) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      bytes[offset] ^= 1;
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
