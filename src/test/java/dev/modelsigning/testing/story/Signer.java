// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.testing.TestPki;
import java.security.KeyPair;

/**
 * Somebody who signs models with a key on P-256.
 *
 * @param privateKey PKCS#8 in PEM
 * @param publicKey SubjectPublicKeyInfo in PEM
 */
public record Signer(String privateKey, String publicKey) {
  /** A signer with a new key. */
  public static Signer fresh() {
    KeyPair pair = TestPki.ecKey();
    return new Signer(TestPki.pkcs8Pem(pair), TestPki.publicPem(pair));
  }
}
