// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A program in the place of kubectl. */
final class FakeKubectl {
  private FakeKubectl() {}

  /** Writes a program that runs these lines of a shell. */
  static Path write(Path folder, String lines) throws IOException {
    Path program = folder.resolve("kubectl");
    Files.deleteIfExists(program);
    Files.writeString(program, "#!/bin/sh\n" + lines + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program;
  }
}
