// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAPublicKey;

/**
 * Which keys may have signed a certificate. A bundle offers certificates with any keys, and the
 * time to check a signature grows with the cube of a key's size, so others than these are not
 * computed with.
 */
public final class IssuerKeys {
  /** CAs have 4,096 bits at most today. */
  private static final int MAX_RSA_BITS = 8192;

  /** 65537 has 17 bits; RFC 8017 allows more, nobody uses it, and time grows with it. */
  private static final int MAX_EXPONENT_BITS = 32;

  /** For messages: what is accepted. */
  public static final String ACCEPTED =
      "EC, Ed25519, Ed448, or RSA up to " + MAX_RSA_BITS + " bits";

  private IssuerKeys() {}

  public static boolean isAccepted(PublicKey key) {
    return switch (key) {
      case ECKey ec -> true; // the JDK knows named curves only
      case EdECKey edwards -> true;
      case RSAPublicKey rsa ->
          rsa.getModulus().bitLength() <= MAX_RSA_BITS
              && rsa.getPublicExponent().bitLength() <= MAX_EXPONENT_BITS;
      default -> false;
    };
  }
}
