// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads and writes PEM (RFC 7468). Text around the blocks is skipped, as OpenSSL does. */
public final class PemBlocks {
  /** The longest text read, in characters: bundles of hundreds of CA certificates fit. */
  public static final int MAX_LENGTH = 1 << 20;

  /** The label of an X.509 certificate. */
  public static final String CERTIFICATE = "CERTIFICATE";

  /** The label of a PKCS #10 certificate request. */
  public static final String CERTIFICATE_REQUEST = "CERTIFICATE REQUEST";

  /** The label of a public key as SubjectPublicKeyInfo. */
  public static final String PUBLIC_KEY = "PUBLIC KEY";

  /** The label of an unencrypted private key in PKCS #8. */
  public static final String PRIVATE_KEY = "PRIVATE KEY";

  private static final int LINE = 64;
  private static final String MARKER = "-----BEGIN";
  private static final String BEGIN = MARKER + " ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final int MAX_LABEL = 64;

  private PemBlocks() {}

  /**
   * The decoded blocks with this label, in order; possibly none.
   *
   * @param label such as {@link #CERTIFICATE}
   * @throws IllegalArgumentException if the text is longer than {@link #MAX_LENGTH}, if a block is
   *     damaged (whatever its label), or if one with this label is not valid base64
   */
  public static List<byte[]> labelled(String label, String text) {
    List<byte[]> blocks = new ArrayList<>();
    for (PemBlock block : all(text)) {
      if (block.label().equals(label)) {
        blocks.add(block.der());
      }
    }
    return blocks;
  }

  /**
   * All blocks in order, not decoded; possibly none.
   *
   * @throws IllegalArgumentException if the text is longer than {@link #MAX_LENGTH}, or if a block
   *     is damaged
   */
  public static List<PemBlock> all(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the PEM text is longer than %d characters".formatted(MAX_LENGTH));
    }
    List<PemBlock> blocks = new ArrayList<>();
    int end = 0;
    for (int begin = text.indexOf(MARKER); begin >= 0; begin = text.indexOf(MARKER, end)) {
      String found = label(text, begin);
      int body = begin + BEGIN.length() + found.length() + DASHES.length();
      int bodyEnd = text.indexOf(END + found + DASHES, body);
      // A block that is cut off must not look like one that was never there.
      if (bodyEnd < 0 || text.substring(body, bodyEnd).contains(MARKER)) {
        throw new IllegalArgumentException("the PEM block '%s' has no end".formatted(found));
      }
      blocks.add(new PemBlock(found, text.substring(body, bodyEnd)));
      end = bodyEnd + END.length() + found.length() + DASHES.length();
    }
    return blocks;
  }

  private static String label(String text, int begin) {
    int start = begin + BEGIN.length();
    int end = start;
    while (end < text.length() && end - start < MAX_LABEL && isOfLabel(text.charAt(end))) {
      end++;
    }
    if (!text.startsWith(BEGIN, begin) || end == start || !text.startsWith(DASHES, end)) {
      throw new IllegalArgumentException("a PEM block has no valid label");
    }
    return text.substring(start, end);
  }

  private static boolean isOfLabel(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  }

  static String begin(String label) {
    return BEGIN + label + DASHES;
  }

  static String end(String label) {
    return END + label + DASHES;
  }

  /** A block with lines of 64 characters, each ended by a newline. */
  public static String write(String label, byte[] der) {
    // Base64 is ASCII, and so are labels; no format string, which is slow to load.
    String body =
        Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return begin(label) + "\n" + body + "\n" + end(label) + "\n";
  }
}
