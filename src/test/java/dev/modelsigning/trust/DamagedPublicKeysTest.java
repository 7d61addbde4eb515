// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.KeyForms;
import dev.modelsigning.testing.TestPki;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged public key is no trust material: it must not make a verdict about the signature. */
class DamagedPublicKeysTest {
  private static byte[] point(KeyPair key) {
    return SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded())
        .getPublicKeyData()
        .getOctets();
  }

  private static void refused(KeyPair key, byte[] point) {
    String pem = KeyForms.withPoint(key, point);
    for (TrustMaterialException e :
        new TrustMaterialException[] {
          catchThrowableOfType(
              TrustMaterialException.class, () -> KeyAuthority.ofPem("release", pem)),
          catchThrowableOfType(
              TrustMaterialException.class, () -> KeyAuthority.ofExperimentalPem("release", pem))
        }) {
      assertThat(e).isNotNull();
      assertThat(e.problem())
          .isEqualTo("authority 'release': the key is damaged: its point is not on its curve");
      assertThat(e.remedy().orElseThrow()).contains("copy the file with this public key again");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void refusesAPublicKeyWhosePointIsNotOnItsCurve(String curve) throws Exception {
    KeyPair key = TestPki.ecKey(curve);
    byte[] whole = point(key);
    int width = whole.length / 2;
    for (int at : new int[] {width, 2 * width}) { // the last octet of each coordinate
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      refused(key, flipped);
    }
    byte[] zeros = new byte[whole.length];
    zeros[0] = whole[0];
    refused(key, zeros);
    assertThat(KeyAuthority.ofPem("release", KeyForms.withPoint(key, whole)).fingerprint())
        .isEqualTo(KeyHint.of(key.getPublic()));
  }

  /** In the octets of P-521 there is room for the same coordinate plus the prime of its field. */
  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp521r1"})
  void refusesAPublicKeyWhoseCoordinatesAreOutOfItsField(String curve) {
    KeyPair key = TestPki.ecKey(curve);
    byte[] whole = point(key);
    int width = whole.length / 2;
    BigInteger prime =
        ((ECFieldFp) ((ECPublicKey) key.getPublic()).getParams().getCurve().getField()).getP();
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(whole, 1, 1 + width));
    byte[] beyond = whole.clone();
    BigInteger other = curve.equals("secp521r1") ? x.add(prime) : prime;
    System.arraycopy(BigIntegers.asUnsignedByteArray(width, other), 0, beyond, 1, width);
    refused(key, beyond);
    byte[] most = whole.clone();
    Arrays.fill(most, 1 + width, most.length, (byte) 0xff);
    refused(key, most);
  }
}
