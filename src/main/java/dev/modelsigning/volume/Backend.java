// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where the bytes of a volume lie, as far as its declaration says: two volumes with one backend are
 * aliases of each other, whatever they are called. What cannot be known from a declaration is not
 * found: a server under two addresses, a link on a disk.
 *
 * @param realm the server, disk or bucket; {@link #NODE} for directories of whatever node
 * @param path absolute and normalised directory within it; {@code /} for the whole
 */
public record Backend(String realm, String path) {
  /** The realm of directories of nodes; which node is not part of it. */
  public static final String NODE = "node|";

  /** Deeper directories count as the one at this depth, so that the number of keys is bounded. */
  private static final int DEEPEST = 32;

  /** Normalises the path. */
  public Backend {
    path = normalised(path);
  }

  /** A backend without directories. */
  static Backend whole(String... realm) {
    return new Backend(realm(realm), "/");
  }

  /** A realm of several parts, which cannot run into each other. */
  static String realm(String... parts) {
    StringBuilder realm = new StringBuilder();
    for (String part : parts) {
      realm.append(part.length()).append(':').append(part).append('|');
    }
    return realm.toString();
  }

  /** A host as it is compared. */
  static String host(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /** Whether this is a directory of a node. */
  public boolean isOnNode() {
    return realm.startsWith(NODE);
  }

  /** The keys under which something with this backend is found. */
  public Set<String> heldUnder() {
    Set<String> keys = new LinkedHashSet<>();
    keys.add(at(path));
    ancestors().forEach(ancestor -> keys.add(below(ancestor)));
    return keys;
  }

  /**
   * The keys that find everything with this backend: whatever holds the directory, lies in it, or
   * contains it. Their number grows with the depth of the path only.
   */
  public Set<String> reachedBy() {
    Set<String> keys = new LinkedHashSet<>();
    ancestors().forEach(ancestor -> keys.add(at(ancestor)));
    keys.add(below(path));
    return keys;
  }

  private String at(String directory) {
    return key("at", directory);
  }

  private String below(String directory) {
    return key("below", directory);
  }

  /** Of one length, however long the names are that somebody chose. */
  private String key(String relation, String directory) {
    try {
      byte[] text = realm(relation, realm, directory).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The directory itself and all above it. */
  private List<String> ancestors() {
    List<String> ancestors = new ArrayList<>();
    String directory = path;
    while (!directory.equals("/")) {
      ancestors.add(directory);
      directory = directory.substring(0, Math.max(1, directory.lastIndexOf('/')));
    }
    ancestors.add("/");
    return ancestors;
  }

  private static String normalised(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> {
          if (!segments.isEmpty()) {
            segments.removeLast();
          }
        }
        default -> segments.add(segment);
      }
    }
    return "/" + String.join("/", segments.subList(0, Math.min(DEEPEST, segments.size())));
  }
}
