// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that are no POSIX file system, such as an object store that is mounted. */
class OutputFileTest {
  private static final byte[] CONTENT = "signature".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  /** A mount that lacks some operations. */
  private record Mount(boolean renames, boolean changesModes, boolean deletes)
      implements FileOperations {
    @Override
    public void rename(Path from, Path to) throws IOException {
      if (!renames) {
        throw new AtomicMoveNotSupportedException(from.toString(), to.toString(), "no rename");
      }
      OF_THE_SYSTEM.rename(from, to);
    }

    @Override
    public boolean makeReadableByAll(Path file) {
      return changesModes && OF_THE_SYSTEM.makeReadableByAll(file);
    }

    @Override
    public void delete(Path file) throws IOException {
      if (!deletes) {
        throw new FileSystemException(file.toString(), null, "Operation not permitted");
      }
      OF_THE_SYSTEM.delete(file);
    }
  }

  private void write(FileOperations mount) throws CommandFailure {
    OutputFile.write(folder.resolve("model.sig"), CONTENT, "the signature", "--signature", mount);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void writesWhereModesCannotBeChanged() throws Exception {
    write(new Mount(true, false, true));
    assertThat(folder.resolve("model.sig")).hasBinaryContent(CONTENT);
    assertThat(files()).hasSize(1);
  }

  @Test
  void writesInPlaceWhereNothingCanBeRenamed() throws Exception {
    Mount mount = new Mount(false, false, true);
    write(mount);
    assertThat(folder.resolve("model.sig")).hasBinaryContent(CONTENT);
    Files.writeString(folder.resolve("model.sig"), "an earlier and much longer signature");
    write(mount);
    assertThat(folder.resolve("model.sig")).hasBinaryContent(CONTENT);
    assertThat(files()).hasSize(1);
  }

  @Test
  void refusesAFolderThatKeepsWhatWasTriedBeforeAnythingIsHashed() {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(
            () ->
                OutputFile.check(
                    folder.resolve("model.sig"),
                    "the signature",
                    "--signature",
                    new Mount(true, true, false)))
        .withMessageContaining("keeps a file that was written to try it; remove ");
  }

  /** As with {@code chattr +a}: found out when the signature would be lost, if not before. */
  @Test
  void refusesAFileThatIsLockedAgainstReplacementBeforeAnythingIsHashed() throws Exception {
    Path locked = Files.writeString(folder.resolve("model.sig"), "an earlier signature");
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(
            () ->
                OutputFile.check(
                    locked,
                    "the signature",
                    "--signature",
                    opening(new FileSystemException(locked + "", null, "Operation not permitted"))))
        .withMessageContaining("it is there, and cannot be replaced: Operation not permitted");
    OutputFile.check(
        locked, "the signature", "--signature", opening(new AccessDeniedException(locked + "")));
    assertThat(files()).containsExactly(locked);
  }

  @Test
  void refusesAFileOfAnotherUserInAStickyFolderBeforeAnythingIsHashed() throws Exception {
    Path other = Files.writeString(folder.resolve("model.sig"), "of another user");
    int owner = (Integer) Files.getAttribute(folder, "unix:uid");
    FileOperations asSomebodyElse =
        new Through(new Mount(true, true, true)) {
          @Override
          public int owner(Path file) {
            return file.getFileName().toString().startsWith(".oms-") ? owner + 1 : owner;
          }
        };
    OutputFile.check(other, "the signature", "--signature", asSomebodyElse);
    Files.setAttribute(folder, "unix:mode", 0x3ff);
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> OutputFile.check(other, "the signature", "--signature", asSomebodyElse))
        .withMessageContaining("belongs to another user")
        .matches(e -> e.exit() == Exit.USAGE);
    OutputFile.check(folder.resolve("new.sig"), "the signature", "--signature", asSomebodyElse);
    OutputFile.check(other, "the signature", "--signature");
    assertThat(files()).containsExactly(other);
  }

  /** What a mount can do, of which a test changes one thing. */
  private static class Through implements FileOperations {
    private final Mount mount;

    Through(Mount mount) {
      this.mount = mount;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      mount.rename(from, to);
    }

    @Override
    public boolean makeReadableByAll(Path file) {
      return mount.makeReadableByAll(file);
    }

    @Override
    public void delete(Path file) throws IOException {
      mount.delete(file);
    }
  }

  private static FileOperations opening(IOException failure) {
    return new Through(new Mount(true, true, true)) {
      @Override
      public void open(Path file) throws IOException {
        throw failure;
      }
    };
  }

  @Test
  void leavesNothingBehindAndMakesTheFileReadable() throws Exception {
    OutputFile.check(folder.resolve("model.sig"), "the signature", "--signature");
    assertThat(files()).isEmpty();
    write(FileOperations.OF_THE_SYSTEM);
    assertThat(files()).hasSize(1);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("model.sig"))))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void removesWhatDoesNotReadBackAsItWasWritten() throws Exception {
    var mount = new Mount(false, false, true);
    FileOperations forgetful =
        new Through(mount) {
          @Override
          public byte[] read(Path file) {
            return new byte[0];
          }
        };
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> write(forgetful))
        .withMessageContaining("what was read back is not what was written");
    assertThat(files()).isEmpty();
  }
}
