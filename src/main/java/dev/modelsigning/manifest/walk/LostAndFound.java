// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * Recognises the {@code lost+found} of an ext file system in the state in which the system was
 * made, without listing it, which only root may.
 *
 * <p>The numbers of the file system's root and of this folder are fixed, so that nobody can put
 * another folder in their place: one that takes the same number later has a later time of birth.
 * The kernel sets a folder's change time with every entry that is made, renamed or removed, and no
 * program can choose it, so while that is still the time of birth the folder never had an entry.
 */
public final class LostAndFound {
  private static final String ATTRIBUTES =
      "unix:ino,dev,uid,mode,nlink,ctime,lastModifiedTime,creationTime";
  private static final long ROOT_INODE = 2;
  private static final long FIRST_INODE = 11;
  private static final int FOLDER_OF_OWNER_ONLY = 040700;
  private static final int NO_SUBFOLDERS = 2;

  private LostAndFound() {}

  /** Its name. */
  public static final String NAME = "lost+found";

  /**
   * Whether a model is the root of an ext file system whose {@code lost+found} this user may not
   * look into, for example because a volume's group was given to it. What is in it is not known.
   */
  public static boolean isClosedIn(Path model) {
    Path folder = model.resolve(NAME);
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && Files.getFileStore(folder).type().startsWith("ext")
          && number(Files.readAttributes(model, ATTRIBUTES), "ino") == ROOT_INODE
          && number(Files.readAttributes(folder, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS), "ino")
              == FIRST_INODE
          && !(Files.isReadable(folder) && Files.isExecutable(folder))
          && !isUntouched(folder);
    } catch (IOException e) {
      return false; // the walk says what cannot be read
    }
  }

  /** Whether it is certain that there is nothing in this folder. */
  static boolean isUntouched(Path folder) {
    Path parent = folder.getParent();
    try {
      return parent != null
          && Files.getFileStore(folder).type().startsWith("ext")
          && isUntouched(
              Files.readAttributes(folder, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS),
              Files.readAttributes(parent, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return false; // what cannot be looked at is not certain
    }
  }

  static boolean isUntouched(Map<String, Object> folder, Map<String, Object> above) {
    FileTime birth = time(folder, "creationTime");
    // Without times of birth, Java gives the time of the last write instead.
    boolean birthKnown = !time(above, "creationTime").equals(time(above, "lastModifiedTime"));
    return birthKnown
        && number(above, "ino") == ROOT_INODE
        && number(folder, "ino") == FIRST_INODE
        && number(folder, "dev") == number(above, "dev")
        && number(folder, "uid") == 0
        && number(folder, "mode") == FOLDER_OF_OWNER_ONLY
        && number(folder, "nlink") == NO_SUBFOLDERS
        && birth.equals(time(above, "creationTime"))
        && birth.equals(time(folder, "ctime"))
        && birth.equals(time(folder, "lastModifiedTime"));
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : -1;
  }

  private static FileTime time(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof FileTime time ? time : FileTime.fromMillis(0);
  }
}
