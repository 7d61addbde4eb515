// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import static dev.modelsigning.testing.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.MLDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.MLDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ML-DSA keys: experimental, so never taken unless asked for. */
class MlDsaTest {
  private static final Clock NOW = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void makeModel() {
    model = ModelDirectories.small(temp);
  }

  private static KeyPair mlDsa(String name) throws Exception {
    return KeyPairGenerator.getInstance(name).generateKeyPair();
  }

  private static String privatePem(KeyPair key) {
    return PemBlocks.write(PemBlocks.PRIVATE_KEY, key.getPrivate().getEncoded());
  }

  private static String publicPem(KeyPair key) {
    return PemBlocks.write(PemBlocks.PUBLIC_KEY, key.getPublic().getEncoded());
  }

  private byte[] sign(String privatePem) throws SigningException {
    return Bundles.sign(
        Bundles.measure(model), KeySigner.ofExperimentalPem(privatePem, Optional.empty()));
  }

  private Verdict verify(byte[] bundle, Authority authority) {
    return new ModelVerifier(NOW)
        .verify(model, bundle, List.of(authority), VerifyOptions.defaults());
  }

  @ParameterizedTest
  @CsvSource({"ML-DSA-44,2420", "ML-DSA-65,3309", "ML-DSA-87,4627"})
  void verifiesWhatItSignedWithEachParameterSet(String name, int length) throws Exception {
    KeyPair key = mlDsa(name);
    byte[] bundle = sign(privatePem(key));
    Authority authority = KeyAuthority.ofExperimentalPem("pq", publicPem(key));
    assertThat(verify(bundle, authority)).isVerifiedBy("pq");
    Assertions.assertThat(BundleReader.read(bundle).envelope().signature()).hasSize(length);
    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);
    assertThat(verify(bundle, authority)).isRejected(RejectionReason.CONTENT_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        MLDSAPrivateKeyParameters.SEED_ONLY,
        MLDSAPrivateKeyParameters.EXPANDED_KEY,
        MLDSAPrivateKeyParameters.BOTH
      })
  void readsEveryFormOfPrivateKey(int form) throws Exception {
    MLDSAKeyPairGenerator generator = new MLDSAKeyPairGenerator();
    generator.init(new MLDSAKeyGenerationParameters(new SecureRandom(), MLDSAParameters.ml_dsa_65));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    MLDSAPrivateKeyParameters secret =
        ((MLDSAPrivateKeyParameters) pair.getPrivate()).getParametersWithFormat(form);
    byte[] bundle =
        sign(PemBlocks.write(PemBlocks.PRIVATE_KEY, PrivateKeyInfoFactory.createPrivateKeyInfo(secret).getEncoded()));
    assertThat(verify(bundle, KeyAuthority.ofExperimentalPem("pq", publicPem(pair))))
        .isVerifiedBy("pq");
  }

  private static String publicPem(AsymmetricCipherKeyPair pair) throws IOException {
    return PemBlocks.write(
        "PUBLIC KEY",
        SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic()).getEncoded());
  }

  @Test
  void isRefusedUnlessAskedFor() throws Exception {
    KeyPair key = mlDsa("ML-DSA-65");
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(() -> KeyAuthority.ofPem("pq", publicPem(key)))
        .withMessageContaining("experimental");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> KeySigner.ofPem(privatePem(key), Optional.empty()))
        .withMessageContaining("experimental");
  }

  @Test
  void rejectsOtherKeysOfEitherKind() throws Exception {
    KeyPair key = mlDsa("ML-DSA-44");
    byte[] bundle = sign(privatePem(key));
    Authority other = KeyAuthority.ofExperimentalPem("other", publicPem(mlDsa("ML-DSA-44")));
    Authority larger = KeyAuthority.ofExperimentalPem("larger", publicPem(mlDsa("ML-DSA-87")));
    Authority curve = KeyAuthority.ofPem("curve", TestPki.publicPem(TestPki.ecKey()));
    assertThat(verify(bundle, other)).isRejected(RejectionReason.SIGNER_UNTRUSTED);
    assertThat(verify(bundle, larger)).isRejected(RejectionReason.SIGNER_UNTRUSTED);
    assertThat(verify(bundle, curve)).isRejected(RejectionReason.SIGNER_UNTRUSTED);
  }

  @Test
  void refusesADamagedKey() throws Exception {
    byte[] der = mlDsa("ML-DSA-44").getPrivate().getEncoded();
    byte[] cut = Arrays.copyOf(der, 60);
    cut[1] = 58;
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> KeySigner.ofExperimentalPem(PemBlocks.write(PemBlocks.PRIVATE_KEY, cut), Optional.empty()));
  }

  @Test
  void takesCurvesAlsoWhenExperimentalOnesAreAllowed() throws Exception {
    KeyPair key = TestPki.ecKey();
    byte[] bundle = sign(TestPki.pkcs8Pem(key));
    assertThat(verify(bundle, KeyAuthority.ofExperimentalPem("ec", TestPki.publicPem(key))))
        .isVerifiedBy("ec");
  }
}
