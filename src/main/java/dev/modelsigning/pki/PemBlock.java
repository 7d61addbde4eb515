// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * One block of a PEM text.
 *
 * @param label such as {@link PemBlocks#CERTIFICATE}
 * @param body everything between the two markers: base64, possibly with headers before it
 */
public record PemBlock(String label, String body) {
  /**
   * What lies between the characters of a key that went through mail, a wiki or YAML: blanks of all
   * kinds, and the marks that editors leave without showing them.
   */
  private static final Pattern INVISIBLE = Pattern.compile("[\\s\\p{Z}\\uFEFF\\u200B-\\u200D]+");

  /** The two characters that stand for a line break in JSON and in shells. */
  private static final String WRITTEN_LINE_BREAK = "\\n";

  /** Whether it has headers, as the encrypted keys of old OpenSSL versions have. */
  public boolean hasHeaders() {
    return body.indexOf(':') >= 0;
  }

  /** Whether its line breaks became the two characters {@code \n}. */
  public boolean hasWrittenLineBreaks() {
    return body.contains(WRITTEN_LINE_BREAK);
  }

  /**
   * The decoded content of a block without headers.
   *
   * @throws IllegalArgumentException if it is not valid base64
   */
  public byte[] der() {
    return Base64.getDecoder().decode(visible(body));
  }

  /**
   * The same block as OpenSSL writes it, lines that begin in the first column.
   *
   * @throws IllegalArgumentException if it has no headers and is not valid base64
   */
  public String normal() {
    if (!hasHeaders()) {
      return PemBlocks.write(label, der());
    }
    StringBuilder text = new StringBuilder(PemBlocks.begin(label)).append('\n');
    boolean inHeaders = true;
    for (String line : body.strip().lines().toList()) {
      String clean = inHeaders ? line.strip() : visible(line);
      // The one empty line ends the headers; all others are of an editor's making.
      if (inHeaders || !clean.isEmpty()) {
        text.append(clean).append('\n');
      }
      inHeaders = inHeaders && !clean.isEmpty();
    }
    return text.append(PemBlocks.end(label)).append('\n').toString();
  }

  private static String visible(String text) {
    return INVISIBLE.matcher(text).replaceAll("");
  }
}
