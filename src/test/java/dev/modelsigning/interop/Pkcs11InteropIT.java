// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.interop;

import static dev.modelsigning.testing.VerdictAssert.assertThat;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.pkcs11.Pkcs11Signer;
import dev.modelsigning.signing.pkcs11.Pkcs11Uri;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.SoftToken;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.VerifyOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One token, two implementations: each verifies what the other signed with it. */
class Pkcs11InteropIT {
  @TempDir Path temp;
  private Reference reference;
  private SoftToken token;
  private Path model;
  private Path signature;

  @BeforeEach
  void makeModelAndToken() {
    reference = Reference.installed().with(SoftToken.environment());
    token = SoftToken.fresh();
    model = ModelDirectories.small(temp);
    signature = temp.resolve("model.sig");
  }

  private Path file(String name, String content) {
    return ModelDirectories.write(temp, name, content);
  }

  private void sign(Pkcs11Signer signer) throws Exception {
    try (signer) {
      Manifest manifest =
          new ModelHasher().hash(model, Serialization.files(), HashOptions.defaults());
      Files.write(signature, new BundleSigner().sign(manifest, signer));
    }
  }

  private Verdict verify(Authority authority) throws Exception {
    return new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC))
        .verify(model, Files.readAllBytes(signature), List.of(authority), VerifyOptions.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void eachVerifiesWhatTheOtherSignedWithABareKey(String curve) throws Exception {
    KeyPair key = TestPki.ecKey(curve);
    token.put(key, "bare", "A1B2", true);
    String uri = token.uri("object=bare;id=%A1%B2");
    Path publicKey = file("key.pub", TestPki.publicPem(key));

    sign(Pkcs11Signer.ofKey(Pkcs11Uri.parse(uri)));
    reference.run("verify", "key", model, "--signature", signature, "--public_key", publicKey);

    reference.run("sign", "pkcs11-key", model, "--signature", signature, "--pkcs11_uri", uri);
    assertThat(verify(KeyAuthority.ofPem("token", TestPki.publicPem(key)))).isVerifiedBy("token");
  }

  @Test
  void theReferenceVerifiesWhatWeSignedWithATokensCertificate() throws Exception {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(root);
    TestPki.Issued leaf = TestPki.signer(middle, "signer", "https://ci.example/release");
    token.put(leaf.key(), "leaf", "01", true);
    Pkcs11Uri uri = Pkcs11Uri.parse(token.uri("object=leaf"));
    Path rootFile = file("root.pem", root.pem());

    sign(Pkcs11Signer.ofCertificate(uri, leaf.pem(), middle.pem(), TestPki.NOW));

    assertThat(verify(CertificateAuthority.of("ca", root.pem(), List.of()))).isVerifiedBy("ca");
    reference.run(
        "verify", "certificate", model, "--signature", signature, "--certificate_chain", rootFile);
  }

  /** The other way round cannot be tried: this version of the reference trips over its own type. */
  @Test
  void theReferenceItselfCannotSignWithATokensCertificate() {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf = TestPki.signer(root, "signer", "https://ci.example/release");
    token.put(leaf.key(), "leaf", "01", true);
    Reference.Outcome outcome =
        reference.outcome(
            "sign",
            "pkcs11-certificate",
            model,
            "--signature",
            signature,
            "--pkcs11_uri",
            token.uri("object=leaf"),
            "--signing_certificate",
            file("leaf.pem", leaf.pem()),
            "--certificate_chain",
            file("root.pem", root.pem()));
    // Which of its types complains first depends on the bytes of the certificate.
    Assertions.assertThat(outcome.status()).isNotZero();
    Assertions.assertThat(outcome.output()).contains("Signing failed", "validation error");
  }

  @Test
  void signsWithAKeyMadeOnTheTokenThatAsksForThePinEachTime() throws Exception {
    reference.code(GENERATE, token.module(), token.label(), SoftToken.PIN);
    try (Pkcs11Signer signer = Pkcs11Signer.ofKey(Pkcs11Uri.parse(token.uri("object=made")))) {
      Path publicKey = file("key.pub", TestPki.pem(signer.publicKey()));
      sign(signer);
      reference.run("verify", "key", model, "--signature", signature, "--public_key", publicKey);
    }
  }

  private static final String GENERATE =
      """
      import sys
      from PyKCS11 import *
      lib = PyKCS11Lib()
      lib.load(sys.argv[1])
      slot = [s for s in lib.getSlotList(True) if lib.getTokenInfo(s).label.strip() == sys.argv[2]][0]
      session = lib.openSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION)
      session.login(sys.argv[3])
      names = [(CKA_LABEL, "made"), (CKA_ID, [7]), (CKA_TOKEN, CK_TRUE)]
      p256 = [0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
      session.generateKeyPair(
          names + [(CKA_EC_PARAMS, p256), (CKA_VERIFY, CK_TRUE), (CKA_PRIVATE, CK_FALSE)],
          names + [(CKA_SIGN, CK_TRUE), (CKA_PRIVATE, CK_TRUE), (CKA_SENSITIVE, CK_TRUE),
                   (CKA_ALWAYS_AUTHENTICATE, CK_TRUE)],
          mecha=Mechanism(CKM_EC_KEY_PAIR_GEN))
      """;
}
