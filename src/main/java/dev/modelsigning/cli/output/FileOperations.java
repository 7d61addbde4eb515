// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** What not every mounted file system can do; tests take it away. */
interface FileOperations {
  /** Those of the file system itself. */
  FileOperations OF_THE_SYSTEM =
      new FileOperations() {
        @Override
        public void rename(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public boolean makeReadableByAll(Path file) {
          try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return true;
          } catch (IOException | UnsupportedOperationException e) {
            return false;
          }
        }

        @Override
        public void delete(Path file) throws IOException {
          Files.deleteIfExists(file);
        }
      };

  /** Puts a file into the place of another, in one step. */
  void rename(Path from, Path to) throws IOException;

  /** Sets the permissions of a file that is no secret; false where that cannot be done. */
  boolean makeReadableByAll(Path file);

  /** Removes a file that may be gone. */
  void delete(Path file) throws IOException;

  /** Opens a file as if to write to it. */
  default void open(Path file) throws IOException {
    Files.newByteChannel(file, StandardOpenOption.WRITE).close();
  }

  /** The number of the user that a file belongs to. */
  default int owner(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid");
  }

  /** What a file holds after it was written. */
  default byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }
}
