// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.NameTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.RandomAccess;

/**
 * The files of a walk in little memory, in the order of their names once it is {@link #sort}ed. A
 * path is kept only where it does not follow from the name: for the target of a link, and for names
 * that the JVM cannot encode in every locale.
 */
final class FileTable extends AbstractList<ModelFile> implements RandomAccess {
  private static final int NUMBERS = 5;

  private final Path root;
  private final TimeDoubt doubt;
  private final NameTable names = new NameTable();
  private final Map<Integer, Path> paths = new HashMap<>();
  private long[] identities = new long[16 * NUMBERS];
  private int[] order = new int[0];

  /**
   * An empty table.
   *
   * @param root the model's real path
   */
  FileTable(Path root, TimeDoubt doubt) {
    this.root = root;
    this.doubt = doubt;
  }

  void put(ModelFile file) {
    int row = names.size();
    names.add(file.name());
    if (!isAscii(file.name()) || !root.resolve(file.name()).equals(file.path())) {
      paths.put(row, file.path());
    }
    int start = row * NUMBERS;
    if (start == identities.length) {
      identities = Arrays.copyOf(identities, start + NUMBERS * (row >> 1));
    }
    FileIdentity identity = file.identity();
    identities[start] = identity.device();
    identities[start + 1] = identity.inode();
    identities[start + 2] = identity.size();
    identities[start + 3] = identity.modifiedNanos();
    identities[start + 4] = identity.changedNanos();
  }

  private static boolean isAscii(String name) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(name);
  }

  void sort() {
    order = names.order();
  }

  /** The index of a name; negative if it is not there. */
  int find(String name) {
    return names.find(name, order);
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public ModelFile get(int index) {
    int row = order[index];
    String name = names.get(row);
    Path kept = paths.get(row);
    return new ModelFile(name, kept == null ? root.resolve(name) : kept, identity(row), doubt);
  }

  private FileIdentity identity(int row) {
    int start = row * NUMBERS;
    return new FileIdentity(
        identities[start],
        identities[start + 1],
        identities[start + 2],
        identities[start + 3],
        identities[start + 4]);
  }
}
