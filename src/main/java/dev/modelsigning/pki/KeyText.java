// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The text of a key, certificate or password in a file or a Secret: UTF-8, or UTF-16 with the byte
 * order mark that Windows' tools write. The mark is dropped.
 */
public final class KeyText {
  private static final char MARK = '\uFEFF';

  private KeyText() {}

  /**
   * The text in these bytes.
   *
   * @throws CharacterCodingException if they are no text
   */
  public static String of(byte[] bytes) throws CharacterCodingException {
    if (isUtf16(bytes)) {
      return decoded(bytes, StandardCharsets.UTF_16); // reads the mark and drops it
    }
    String text = decoded(bytes, StandardCharsets.UTF_8);
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  /**
   * The text of PEM in these bytes.
   *
   * @throws KeyMaterialException if they are no text, but perhaps DER or a key store
   */
  public static String pem(byte[] bytes, Wanted wanted) throws KeyMaterialException {
    try {
      String text = of(bytes);
      if (text.indexOf('\0') < 0) {
        return text;
      }
      throw new KeyMaterialException(ForeignBytes.problem(bytes, wanted));
    } catch (CharacterCodingException e) {
      throw new KeyMaterialException(ForeignBytes.problem(bytes, wanted), e);
    }
  }

  private static boolean isUtf16(byte[] bytes) {
    return bytes.length >= 2
        && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
            || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
  }

  private static String decoded(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
