// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text; prose around them is passed over, as OpenSSL does. */
public final class PemBlocks {
  /** Longest text read: bundles of hundreds of CA certificates fit. */
  public static final int MAX_LENGTH = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*+)-----END \\1-----");

  private PemBlocks() {}

  /**
   * The decoded blocks with this label in order.
   *
   * @param label such as {@code CERTIFICATE}
   * @throws IllegalArgumentException for a text over the limit or a block that is no base64
   */
  public static List<byte[]> labelled(String label, String text) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("the PEM text is longer than " + MAX_LENGTH);
    }
    List<byte[]> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1).equals(label)) {
        blocks.add(Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", "")));
      }
    }
    return blocks;
  }
}
