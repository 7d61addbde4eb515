// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.signing.SigningException;
import dev.modelsigning.text.Printable;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Names a private key on a PKCS #11 token (RFC 7512), for example {@code
 * pkcs11:token=release;object=models?module-name=softhsm2&pin-source=file:/run/secrets/pin}.
 *
 * <p>Supported are {@code token}, {@code manufacturer}, {@code serial}, {@code model}, {@code
 * slot-id}, {@code object}, {@code id} and {@code type=private}, then {@code module-path}, {@code
 * module-name}, {@code pin-value} and {@code pin-source}. Other attributes are refused: a condition
 * that is not checked must not look as if it were.
 */
public final class Pkcs11Uri {
  private static final String SCHEME = "pkcs11:";
  private static final int MAX_LENGTH = 4096;
  private static final Set<String> PATH =
      Set.of("token", "manufacturer", "serial", "model", "slot-id", "object", "id", "type");
  private static final Set<String> QUERY =
      Set.of("module-path", "module-name", "pin-value", "pin-source");

  /** The unsupported attributes of RFC 7512: conditions on libraries and slots. */
  private static final Set<String> UNCHECKED =
      Set.of(
          "library-description",
          "library-manufacturer",
          "library-version",
          "slot-description",
          "slot-manufacturer");

  private final Map<String, byte[]> attributes;

  private Pkcs11Uri(Map<String, byte[]> attributes) {
    this.attributes = attributes;
  }

  /**
   * Reads a URI of at most 4,096 characters.
   *
   * @throws SigningException for unknown, duplicate or invalid attributes, if neither {@code
   *     object} nor {@code id} names the key, and if there is no module or more than one PIN; no
   *     message contains a PIN
   */
  public static Pkcs11Uri parse(String text) throws SigningException {
    if (!text.startsWith(SCHEME) || text.length() > MAX_LENGTH) {
      throw new SigningException(
          "the URI does not start with '%s' or is longer than %d characters"
              .formatted(SCHEME, MAX_LENGTH));
    }
    String[] parts = text.substring(SCHEME.length()).split("\\?", 2);
    Map<String, byte[]> attributes = new HashMap<>();
    add(attributes, parts[0], ";", PATH);
    if (parts.length == 2) {
      add(attributes, parts[1], "&", QUERY);
    }
    Pkcs11Uri uri = new Pkcs11Uri(attributes);
    uri.check();
    return uri;
  }

  private static void add(
      Map<String, byte[]> attributes, String part, String separator, Set<String> known)
      throws SigningException {
    if (part.isEmpty()) {
      return;
    }
    for (String attribute : part.split(separator, -1)) {
      int equals = attribute.indexOf('=');
      String name = equals < 0 ? attribute : attribute.substring(0, equals);
      if (!known.contains(name)) {
        // An unknown name may be part of a PIN that is not encoded, so it is not shown.
        throw new SigningException(
            "the URI has %s that is not one of %s before, or %s after the '?'; leave it out, and write"
                    .formatted(
                        UNCHECKED.contains(name) ? "'" + name + "'" : "an attribute",
                        sorted(PATH),
                        sorted(QUERY))
                + " ';', '&' and '?' in values as %3B, %26 and %3F");
      }
      if (equals < 0) {
        throw new SigningException("the URI's attribute '%s' has no value".formatted(name));
      }
      byte[] value = decoded(name, attribute.substring(equals + 1));
      if (attributes.put(name, value) != null) {
        throw new SigningException("the URI has the attribute '%s' more than once".formatted(name));
      }
    }
  }

  private static String sorted(Set<String> names) {
    return String.join(", ", names.stream().sorted().toList());
  }

  private static byte[] decoded(String name, String value) throws SigningException {
    byte[] raw = value.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        out.write(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new SigningException(
            "the URI's attribute '%s' has a '%%' without two hexadecimal digits after it; write '%%' as '%%25'"
                .formatted(name));
      }
      out.write(high << 4 | low);
      i += 2;
    }
    return out.toByteArray();
  }

  private void check() throws SigningException {
    if (!attributes.containsKey("object") && !attributes.containsKey("id")) {
      throw new SigningException(
          "the URI does not name a key; add 'object=' with its label, or 'id='");
    }
    if (!attributes.containsKey("module-path") && !attributes.containsKey("module-name")) {
      throw new SigningException(
          "the URI does not name a module; add '?module-path=' with the file of the token's library, or '?module-name='");
    }
    if (attributes.containsKey("pin-value") && attributes.containsKey("pin-source")) {
      throw new SigningException("the URI has both 'pin-value' and 'pin-source'; give one of them");
    }
    if (text("type").filter(type -> !"private".equals(type)).isPresent()) {
      throw new SigningException("the URI's 'type' is not 'private'; leave it out");
    }
    if (modulePath().filter(path -> !path.isAbsolute()).isPresent()) {
      throw new SigningException("the URI's 'module-path' is not an absolute path; give one");
    }
    if (text("module-name").filter(name -> !name.matches("[A-Za-z0-9._+-]+")).isPresent()) {
      throw new SigningException(
          "the URI's 'module-name' is not a file name; give a path as 'module-path'");
    }
    slotId();
    pinFile();
  }

  /** A decoded text attribute; empty if the URI does not have it. */
  Optional<String> text(String name) throws SigningException {
    byte[] value = attributes.get(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
    } catch (CharacterCodingException e) {
      // Without the cause, so that no part of a PIN is kept.
      throw new SigningException("the URI's attribute '%s' is not UTF-8".formatted(name));
    }
  }

  /** The key's {@code CKA_ID}. */
  Optional<byte[]> id() {
    return Optional.ofNullable(attributes.get("id")).map(byte[]::clone);
  }

  /** The file to load. */
  Optional<Path> modulePath() throws SigningException {
    Optional<String> path = text("module-path");
    return path.isEmpty() ? Optional.empty() : Optional.of(path("module-path", path.get()));
  }

  private static Path path(String name, String text) throws SigningException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      // Without the cause, since the value may be a PIN instead of its file.
      throw new SigningException(
          "the URI's attribute '%s' is not a valid path on this system".formatted(name));
    }
  }

  /** The slot, a number of at most ten digits. */
  OptionalLong slotId() throws SigningException {
    Optional<String> slot = text("slot-id");
    if (slot.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!slot.get().matches("[0-9]{1,10}")) {
      throw new SigningException("the URI's 'slot-id' is not a number of at most ten digits");
    }
    return OptionalLong.of(Long.parseLong(slot.get()));
  }

  /** The PIN in the URI. */
  Optional<byte[]> pinValue() {
    return Optional.ofNullable(attributes.get("pin-value")).map(byte[]::clone);
  }

  /** The file with the PIN: {@code file:} and an absolute path, or the path alone. */
  Optional<Path> pinFile() throws SigningException {
    Optional<String> source = text("pin-source");
    if (source.isEmpty()) {
      return Optional.empty();
    }
    Path path = path("pin-source", source.get().replaceFirst("^file:(//)?(?=/)", ""));
    if (path.isAbsolute()) {
      return Optional.of(path);
    }
    throw new SigningException(
        "the URI's 'pin-source' is not an absolute path; commands and relative paths are not supported");
  }

  /** Everything except the PIN, for messages. */
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder(SCHEME);
    for (String name : PATH.stream().sorted().filter(attributes::containsKey).toList()) {
      byte[] value = attributes.get(name);
      shown
          .append(shown.length() == SCHEME.length() ? "" : ";")
          .append(name)
          .append('=')
          .append(
              "id".equals(name)
                  ? HexFormat.of().formatHex(value)
                  : Printable.shortened(new String(value, StandardCharsets.UTF_8)));
    }
    return shown.toString();
  }
}
