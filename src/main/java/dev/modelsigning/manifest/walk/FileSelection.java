// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import java.util.HashSet;
import java.util.Set;

/** Which files of a model are measured, after exclusions. */
public sealed interface FileSelection {
  /** Whether the file with this name is measured. */
  boolean takes(String file);

  /** Whether a file below the directory with this name may be measured. */
  boolean mayTakeBelow(String directory);

  /** Whether a file may be measured whatever its name is. */
  boolean takesAnyName();

  /** All files. */
  enum Every implements FileSelection {
    FILE;

    @Override
    public boolean takes(String file) {
      return true;
    }

    @Override
    public boolean mayTakeBelow(String directory) {
      return true;
    }

    @Override
    public boolean takesAnyName() {
      return true;
    }
  }

  /**
   * The files of a list.
   *
   * @param directories all directories above the files
   */
  record Listed(Set<String> files, Set<String> directories) implements FileSelection {
    public static Listed of(Set<String> files) {
      Set<String> directories = new HashSet<>();
      for (String file : files) {
        int end = file.lastIndexOf('/');
        while (end > 0 && directories.add(file.substring(0, end))) {
          end = file.lastIndexOf('/', end - 1);
        }
      }
      return new Listed(files, directories);
    }

    @Override
    public boolean takes(String file) {
      return files.contains(file);
    }

    @Override
    public boolean mayTakeBelow(String directory) {
      return directories.contains(directory);
    }

    @Override
    public boolean takesAnyName() {
      return false;
    }
  }
}
