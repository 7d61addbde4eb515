// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The fingerprint of a key that bundles carry as hint: SHA-256 in hex over the PEM text of its
 * SubjectPublicKeyInfo with the final newline, as both reference implementations compute it.
 */
public final class KeyHint {
  private static final int PEM_LINE = 64;

  private KeyHint() {}

  /** The fingerprint of the key. */
  public static String of(PublicKey key) {
    try {
      byte[] pem = pem(key).getBytes(StandardCharsets.US_ASCII);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pem));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String pem(PublicKey key) {
    String body =
        Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(key.getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }
}
