// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAPublicKey;

/**
 * The keys that may have signed a certificate. A bundle may offer certificates with any key, and
 * the time to check a signature grows with the cube of the key's size, so no signature of another
 * key is checked.
 */
public final class IssuerKeys {
  /** CAs use at most 4,096 bits today. */
  private static final int MAX_RSA_BITS = 8192;

  /** 65537 has 17 bits; longer exponents are allowed (RFC 8017), unused, and slow. */
  private static final int MAX_EXPONENT_BITS = 32;

  /** The accepted keys, for messages. */
  public static final String ACCEPTED =
      "EC, Ed25519, Ed448, or RSA up to " + MAX_RSA_BITS + " bits";

  private IssuerKeys() {}

  /** Whether a signature of this key may be checked. */
  public static boolean isAccepted(PublicKey key) {
    return switch (key) {
      case ECKey ec -> true; // the JDK supports named curves only
      case EdECKey edwards -> true;
      case RSAPublicKey rsa ->
          rsa.getModulus().bitLength() <= MAX_RSA_BITS
              && rsa.getPublicExponent().bitLength() <= MAX_EXPONENT_BITS;
      default -> false;
    };
  }
}
