// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The attributes are those of a new ext4 file system to whose root a model was copied later. */
class LostAndFoundTest {
  private static final FileTime MADE = FileTime.fromMillis(1_000);
  private static final FileTime LATER = FileTime.fromMillis(9_000);

  private final Map<String, Object> folder = new HashMap<>();
  private final Map<String, Object> root = new HashMap<>();

  @BeforeEach
  void asMkfsMadeThem() {
    fill(folder, 11, 040700, MADE);
    fill(root, 2, 040755, LATER);
  }

  private static void fill(Map<String, Object> attributes, long inode, int mode, FileTime changed) {
    attributes.put("ino", inode);
    attributes.put("dev", 7L);
    attributes.put("uid", 0);
    attributes.put("mode", mode);
    attributes.put("nlink", 2);
    attributes.put("creationTime", MADE);
    attributes.put("lastModifiedTime", changed);
    attributes.put("ctime", changed);
  }

  private boolean isUntouched() {
    return LostAndFound.isUntouched(folder, root);
  }

  @Test
  void recognisesTheFolderAsItWasMade() {
    assertThat(isUntouched()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"ctime", "lastModifiedTime"})
  void aFolderThatWasWrittenToMayHoldSomething(String time) {
    folder.put(time, LATER);
    assertThat(isUntouched()).isFalse();
  }

  @Test
  void anotherFolderThatTookItsPlaceMayHoldSomething() {
    fill(folder, 11, 040700, LATER);
    folder.put("creationTime", LATER);
    assertThat(isUntouched()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"ino,12", "dev,8", "uid,1000", "mode,16840", "mode,16833", "mode,41408", "nlink,3"})
  void anotherFolderDoesNotCount(String attribute, long value) {
    folder.put(attribute, value);
    assertThat(isUntouched()).isFalse();
  }

  @Test
  void aFolderBelowTheRootOfItsFileSystemDoesNotCount() {
    root.put("ino", 5000L);
    assertThat(isUntouched()).isFalse();
  }

  @Test
  void withoutTimesOfBirthNothingIsCertain() {
    root.put("creationTime", LATER); // what Java says where the file system has none
    fill(folder, 11, 040700, LATER);
    folder.put("creationTime", LATER);
    assertThat(isUntouched()).isFalse();
  }

  @Test
  void aFolderOfThatNameSomewhereDoesNotCount(@TempDir Path temp) throws IOException {
    Path made =
        Files.createDirectory(
            temp.resolve("lost+found"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    assertThat(LostAndFound.isUntouched(made)).isFalse();
    assertThat(LostAndFound.isUntouched(temp.resolve("missing"))).isFalse();
  }

  @Test
  void closedFolderOfThisNameElsewhereIsNoLostAndFound(@TempDir Path temp) throws IOException {
    Path folder = Files.createDirectory(temp.resolve(LostAndFound.NAME));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
    assertThat(LostAndFound.isClosedIn(temp)).isFalse();
  }
}
