// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import dev.modelsigning.registry.RegistryFailure.Kind;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image by its digest, as runtimes read references: without a registry it is Docker Hub's.
 *
 * @param registry host, and port if the reference has one, in lower case
 * @param repository the path in the registry, without tag
 * @param digest {@code sha256:} and 64 lower-case hexadecimal digits
 */
public record ImageName(String registry, String repository, String digest) {
  /** The name under which runtimes know Docker Hub. */
  static final String DOCKER_HUB = "docker.io";

  /** Of {@code docker://}, {@code oci://} and the like, as other tools have them. */
  private static final String AFTER_SCHEME = "://";

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?(:[1-9][0-9]{0,4})?");
  private static final Pattern PART = Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");

  /** A tag follows the last slash: a colon before it belongs to the registry. */
  private static final Pattern TAG = Pattern.compile(":[^/:]*$");

  /** Longest path of a repository, as the distribution specification has it. */
  private static final int MAX_REPOSITORY = 255;

  /**
   * Reads a reference with a digest; a tag before the digest has no meaning.
   *
   * @throws RegistryFailure if it has no digest of SHA-256, or is not a reference
   */
  public static ImageName of(String reference) throws RegistryFailure {
    if (reference.contains(AFTER_SCHEME)) {
      throw new RegistryFailure(
          Kind.INVALID, "the image is named by a URL; write what follows the '://'");
    }
    int at = reference.indexOf('@');
    String digest = at < 0 ? "" : reference.substring(at + 1);
    if (!isDigest(digest)) {
      throw new RegistryFailure(
          Kind.INVALID,
          "the image is not named by a digest, such as registry.example.com/models/minilm@sha256:…;"
              + " a tag can be moved to another image");
    }
    Matcher tag = TAG.matcher(reference.substring(0, at));
    String name = tag.find() ? reference.substring(0, tag.start()) : reference.substring(0, at);
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    ImageName read =
        isHost(first)
            ? new ImageName(lower(first), name.substring(slash + 1), digest)
            : new ImageName(DOCKER_HUB, slash < 0 ? "library/" + name : name, digest);
    if (!read.isValid()) {
      throw new RegistryFailure(
          Kind.INVALID,
          "the image's name is not a registry and a repository, such as"
              + " registry.example.com/models/minilm");
    }
    return read;
  }

  /** Whether a text is a digest of the one kind that is read. */
  public static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  private static boolean isHost(String first) {
    return first.contains(".") || first.contains(":") || first.equals("localhost");
  }

  static boolean isRegistry(String text) {
    return HOST.matcher(text).matches();
  }

  /** Host names have no case, and digits and ASCII letters only. */
  static String lower(String host) {
    return host.toLowerCase(Locale.ROOT);
  }

  private boolean isValid() {
    if (!isRegistry(registry) || repository.length() > MAX_REPOSITORY) {
      return false;
    }
    for (String part : repository.split("/", -1)) {
      if (!PART.matcher(part).matches()) {
        return false;
      }
    }
    return true;
  }

  /** The same repository with another digest in it. */
  public ImageName at(String other) {
    return new ImageName(registry, repository, other);
  }

  /** As it is written in a reference. */
  @Override
  public String toString() {
    return registry + "/" + repository + "@" + digest;
  }
}
