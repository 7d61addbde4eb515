// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.NameTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;

/**
 * The files of a walk in little memory, in the order of their names once it is {@link #sort}ed. A
 * path is kept only where it does not follow from the name: for the target of a link, and for names
 * that the JVM cannot encode in every locale.
 */
final class FileTable extends AbstractList<ModelFile> implements RandomAccess {
  private static final int NUMBERS = 5;

  /** Files per array: a single array would be there twice whenever it grows. */
  private static final int ROWS = 1 << 12;

  private final Path root;
  private final TimeDoubt doubt;
  private final NameTable names = new NameTable();
  private final Map<Integer, Path> paths = new HashMap<>();
  private final List<long[]> identities = new ArrayList<>();
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
    if (row % ROWS == 0) {
      identities.add(new long[(row == 0 ? 64 : ROWS) * NUMBERS]);
    }
    int start = row % ROWS * NUMBERS;
    if (start == identities.getLast().length) {
      long[] more = Arrays.copyOf(identities.removeLast(), Math.min(ROWS * NUMBERS, 2 * start));
      identities.add(more);
    }
    long[] numbers = identities.getLast();
    FileIdentity identity = file.identity();
    numbers[start] = identity.device();
    numbers[start + 1] = identity.inode();
    numbers[start + 2] = identity.size();
    numbers[start + 3] = identity.modifiedNanos();
    numbers[start + 4] = identity.changedNanos();
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
    long[] numbers = identities.get(row / ROWS);
    int start = row % ROWS * NUMBERS;
    return new FileIdentity(
        numbers[start],
        numbers[start + 1],
        numbers[start + 2],
        numbers[start + 3],
        numbers[start + 4]);
  }
}
