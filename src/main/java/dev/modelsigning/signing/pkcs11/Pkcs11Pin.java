// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The PIN of a URI. No message and no {@code toString} contains it. */
final class Pkcs11Pin {
  private static final int MAX_BYTES = 1024;

  private final byte[] bytes;

  private Pkcs11Pin(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The URI's {@code pin-value}, or the first line of its {@code pin-source}. */
  static Optional<Pkcs11Pin> of(Pkcs11Uri uri) throws SigningException {
    Optional<Path> file = uri.pinFile();
    return file.isPresent()
        ? Optional.of(new Pkcs11Pin(firstLine(file.get())))
        : uri.pinValue().map(Pkcs11Pin::new);
  }

  private static byte[] firstLine(Path file) throws SigningException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new SigningException(
          "the PIN file %s cannot be read; correct 'pin-source'".formatted(file), e);
    }
    int end = 0;
    while (end < content.length && content[end] != '\n' && content[end] != '\r') {
      end++;
    }
    if (end == 0 || end > MAX_BYTES) {
      throw new SigningException(
          "the first line of the PIN file %s is empty or longer than %d bytes; correct 'pin-source'"
              .formatted(file, MAX_BYTES));
    }
    return Arrays.copyOf(content, end);
  }

  /** A copy, to be cleared after use. */
  byte[] bytes() {
    return bytes.clone();
  }
}
