// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What keeps the user of a measuring Job from reading a file, and what can be done about it: by the
 * owner, the group and the mode of the first folder on the way that it may not pass, or of the file
 * itself. Jobs never run as root, so what only root may read has to be changed on the volume.
 *
 * @param path which may not be read
 * @param shown the same, as people with the volume before them write it
 * @param owner user ID
 * @param group group ID
 * @param mode permission bits
 * @param reader user ID of this process
 */
record DeniedAccess(Path path, String shown, int owner, int group, int mode, int reader) {
  private static final int READ_AND_ENTER = 05;
  private static final int READ = 04;
  private static final int PERMISSIONS = 07777;
  private static final int OF_OWNER = 6;
  private static final int OF_GROUP = 3;

  private static final String ANYWAY =
      "set spec.verification.runAsUser or supplementalGroups to an ID that can read the files";

  /** Names that mean nothing to a shell: whoever fills a volume chooses the others. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/-]{1,150}");

  /** For a failure to read something below a folder; a sentence's end without a full stop. */
  static String advice(IOException failure, Path root) {
    return of(failure, root).map(DeniedAccess::advice).orElse(ANYWAY);
  }

  private static Optional<DeniedAccess> of(IOException failure, Path root) {
    if (failure instanceof AccessDeniedException denied && denied.getFile() != null) {
      try {
        Path base = root.toRealPath();
        Path file = base.resolve(Path.of(denied.getFile()).toAbsolutePath());
        return file.startsWith(base) ? firstDenied(base, base.relativize(file)) : Optional.empty();
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        return Optional.empty(); // not on Linux, or what is there has changed
      }
    }
    return Optional.empty();
  }

  private static Optional<DeniedAccess> firstDenied(Path base, Path names) throws IOException {
    Path path = base;
    for (Path name : names) {
      if (!isPassable(path)) {
        return Optional.of(of(path, base));
      }
      path = path.resolve(name);
    }
    boolean isOpen = Files.isReadable(path) && (!Files.isDirectory(path) || isPassable(path));
    return isOpen ? Optional.empty() : Optional.of(of(path, base));
  }

  private static boolean isPassable(Path folder) {
    return Files.isExecutable(folder);
  }

  private static DeniedAccess of(Path path, Path base) throws IOException {
    return new DeniedAccess(
        path,
        "./" + base.relativize(path),
        attribute(path, "uid"),
        attribute(path, "gid"),
        attribute(path, "mode") & PERMISSIONS,
        attribute(Path.of("/proc/self"), "uid"));
  }

  private static int attribute(Path path, String name) throws IOException {
    return (int) Files.getAttribute(path, "unix:" + name);
  }

  String advice() {
    List<String> ways = new ArrayList<>();
    if (owner > 0 && owner != reader && allows(OF_OWNER)) {
      ways.add("set spec.verification.runAsUser: " + id(owner));
    }
    if (group > 0 && allows(OF_GROUP)) {
      ways.add("set spec.verification.supplementalGroups: [" + id(group) + "]");
    }
    if (ways.isEmpty()) {
      ways.add(
          PLAIN.matcher(shown).matches()
              ? "run 'chmod -R a+rX %s' at the root of the volume, where no policy covers the pod"
                  .formatted(shown)
              : "make it readable for everybody, where no policy covers the pod");
    }
    return "'%s' belongs to user %s and group %s with mode %04o and was read as user %s%s; %s"
        .formatted(
            shown,
            id(owner),
            id(group),
            mode,
            id(reader),
            owner == 0 ? ", and measuring Jobs never run as root" : "",
            String.join(", or ", ways));
  }

  private static String id(int number) {
    return Integer.toUnsignedString(number);
  }

  /** Whether a class of users may read all of it. */
  private boolean allows(int shift) {
    int wanted = Files.isDirectory(path) ? READ_AND_ENTER : READ;
    return (mode >> shift & wanted) == wanted;
  }
}
