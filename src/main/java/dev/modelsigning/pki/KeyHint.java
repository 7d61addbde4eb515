// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;

/**
 * The fingerprint of a key that bundles carry as a hint: SHA-256 in hex over the PEM text of its
 * SubjectPublicKeyInfo including the final newline, as both reference implementations compute it.
 */
public final class KeyHint {
  private KeyHint() {}

  /** The fingerprint of the key. */
  public static String of(PublicKey key) {
    try {
      byte[] pem =
          PemBlocks.write(PemBlocks.PUBLIC_KEY, key.getEncoded())
              .getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pem));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
