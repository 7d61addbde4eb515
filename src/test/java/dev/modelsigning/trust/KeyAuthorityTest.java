// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.AuthenticationAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyAuthorityTest {
  private static final Clock NOW = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  private final KeyPair key = TestPki.ecKey();

  private AuthenticationResult authenticate(Bundle bundle) {
    try {
      return KeyAuthority.ofPem("release", TestPki.publicPem(key)).authenticate(bundle, NOW);
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private Bundle signed(VerificationMaterial material) {
    return signedBy(key, material);
  }

  private static Bundle signedBy(KeyPair key, VerificationMaterial material) {
    try {
      Bundle bundle =
          BundleReader.read(Bundles.signPayload("type", new byte[] {1}, Bundles.signer(key)));
      return new Bundle(bundle.mediaType(), material, bundle.envelope());
    } catch (BundleFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void acceptsItsSignatureWhateverTheHintSays() {
    for (VerificationMaterial material :
        List.of(
            new PublicKeyHint(KeyHint.of(key.getPublic())),
            new PublicKeyHint(""),
            new PublicKeyHint("something else"),
            new RawPublicKey(TestPki.ecKey().getPublic().getEncoded()))) {
      assertThat(authenticate(signed(material))).isAuthentic();
    }
  }

  @Test
  void theKeyInTheBundleIsNeverUsed() {
    KeyPair attacker = TestPki.ecKey();
    Bundle bundle = signedBy(attacker, new RawPublicKey(attacker.getPublic().getEncoded()));

    assertThat(authenticate(bundle)).isRefused(Reason.KEY_DIFFERS);
  }

  @Test
  void distinguishesAlteredBytesFromAnotherKeyByTheHint() {
    DsseEnvelope forged = new DsseEnvelope("type", new byte[] {2}, new byte[] {1, 2, 3});
    Bundle mine =
        new Bundle(Bundle.MEDIA_TYPE, new PublicKeyHint(KeyHint.of(key.getPublic())), forged);
    Bundle other = new Bundle(Bundle.MEDIA_TYPE, new PublicKeyHint("other"), forged);
    assertThat(authenticate(mine)).isRefused(Reason.SIGNATURE_INVALID);
    assertThat(authenticate(other)).isRefused(Reason.KEY_DIFFERS);
  }

  @Test
  void namesTheKeyThatTheBundleNamesAndNothingElseThatItSays() {
    KeyPair somebody = TestPki.ecKey();
    String named = KeyHint.of(somebody.getPublic());

    assertThat(refusal(signedBy(somebody, new PublicKeyHint(named))))
        .endsWith(", and the bundle names key " + named);
    assertThat(refusal(signedBy(somebody, new PublicKeyHint("trust me"))))
        .endsWith("with the key of 'release'");
  }

  private String refusal(Bundle bundle) {
    return authenticate(bundle) instanceof AuthenticationResult.NotAuthentic refused
        ? refused.detail()
        : "";
  }

  @Test
  void refusesOtherMethods() {
    assertThat(authenticate(signed(new CertificateChain(List.of(new byte[] {1})))))
        .isRefused(Reason.METHOD_DIFFERS);
    assertThat(authenticate(signed(new SigstoreMaterial(new byte[] {1}, List.of("{}"), List.of()))))
        .isRefused(Reason.METHOD_DIFFERS);
  }

  @Test
  void refusesSignaturesThatAreNotPositiveNumbers() {
    byte[] zeros = {0x30, 6, 2, 1, 0, 2, 1, 0};
    Bundle bundle =
        new Bundle(
            Bundle.MEDIA_TYPE,
            new PublicKeyHint(""),
            new DsseEnvelope("type", new byte[] {1}, zeros));
    assertThat(authenticate(bundle)).isRefused(Reason.KEY_DIFFERS);
  }

  @Test
  void readsKeysWithProseAroundThem() throws TrustMaterialException {
    String pem = "The release key.\n\n" + TestPki.publicPem(key) + "\nBye\n";
    assertThat(KeyAuthority.ofPem("release", pem).fingerprint())
        .isEqualTo(KeyHint.of(key.getPublic()));
  }

  @Test
  void refusesOtherKeysAndNoKeys() throws NoSuchAlgorithmException {
    String rsa = TestPki.pem(TestPki.ecKey("").getPublic());
    String ed = TestPki.pem(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic());
    String two = TestPki.publicPem(key) + TestPki.publicPem(key);
    for (String pem : List.of("", "x", rsa, ed, two, TestPki.pkcs8Pem(key))) {
      assertThatExceptionOfType(TrustMaterialException.class)
          .isThrownBy(() -> KeyAuthority.ofPem("release", pem))
          .withMessageContaining("authority 'release'");
    }
  }
}
