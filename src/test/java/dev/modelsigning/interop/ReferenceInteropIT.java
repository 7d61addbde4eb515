// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.interop;

import static dev.modelsigning.testing.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.RejectionReason;
import dev.modelsigning.verification.Verdict;
import dev.modelsigning.verification.VerifyOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles of the Python reference verify here, and ours verify there. */
class ReferenceInteropIT {
  private static final String URI = "https://ci.example/release";

  @TempDir Path temp;
  private Path model;
  private Path signature;
  private Reference reference;
  private final ModelVerifier verifier =
      new ModelVerifier(Clock.fixed(TestPki.NOW, ZoneOffset.UTC));

  @BeforeEach
  void makeModel() {
    reference = Reference.installed();
    model = ModelDirectories.small(temp);
    ModelDirectories.write(model, ".gitignore", "*.tmp");
    ModelDirectories.write(model, "onnx.json", "sorted differently by path components");
    ModelDirectories.write(model, "模型/\uD83D\uDE00.bin", "beyond ASCII");
    signature = model.resolve("model.sig");
  }

  private Path file(String name, String content) {
    return ModelDirectories.write(temp, name, content);
  }

  private Verdict verify(Authority authority) throws Exception {
    VerifyOptions options =
        new VerifyOptions(HashOptions.defaults().excluding(signature), List.of(), false);
    return verifier.verify(model, Files.readAllBytes(signature), List.of(authority), options);
  }

  private void sign(ModelSigner signer) throws Exception {
    Serialization recorded = Serialization.recording(List.of("model.sig"));
    Manifest manifest = new ModelHasher().hash(model, recorded, HashOptions.defaults());
    Files.write(signature, new BundleSigner().sign(manifest, signer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void keyBundlesOfTheReferenceVerifyHere(String curve) throws Exception {
    KeyPair key = TestPki.ecKey(curve);
    Path keyFile = file("key.pem", TestPki.pkcs8Pem(key));
    reference.run("sign", "key", model, "--signature", signature, "--private_key", keyFile);
    Authority release = KeyAuthority.ofPem("release", TestPki.publicPem(key));
    assertThat(verify(release)).isVerifiedBy("release").says("6 files");
    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);
    assertThat(verify(release))
        .isRejected(RejectionReason.CONTENT_MISMATCH)
        .says("changed: onnx/model.onnx");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void ourKeyBundlesVerifyThere(String curve) throws Exception {
    KeyPair key = TestPki.ecKey(curve);
    sign(KeySigner.ofPem(TestPki.sec1Pem(key), Optional.empty()));
    Path keyFile = file("key.pub", TestPki.publicPem(key));
    Object[] command = {"verify", "key", model, "--signature", signature, "--public_key", keyFile};
    reference.run(command);
    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);
    assertThat(reference.outcome(command).status()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void certificateBundlesOfTheReferenceVerifyHere(String curve) throws Exception {
    Chain chain = new Chain(curve);
    reference.run(
        "sign",
        "certificate",
        model,
        "--signature",
        signature,
        "--private_key",
        file("key.pem", chain.leaf.keyPem()),
        "--signing_certificate",
        file("leaf.pem", chain.leaf.pem()),
        "--certificate_chain",
        file("middle.pem", chain.middle.pem()));
    assertThat(verify(CertificateAuthority.of("ci", chain.root.pem(), List.of(URI))))
        .isVerifiedBy("ci");
    assertThat(verify(CertificateAuthority.of("ci", chain.root.pem(), List.of("other"))))
        .isRejected(RejectionReason.SIGNER_UNTRUSTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void ourCertificateBundlesVerifyThere(String curve) throws Exception {
    Chain chain = new Chain(curve);
    sign(
        CertificateSigner.of(
            chain.leaf.keyPem(), Optional.empty(), chain.leaf.pem(), chain.middle.pem()));
    reference.run(
        "verify",
        "certificate",
        model,
        "--signature",
        signature,
        "--certificate_chain",
        file("root.pem", chain.root.pem()));
  }

  @Test
  void singleFilesOfTheReferenceVerifyHere() throws Exception {
    KeyPair key = TestPki.ecKey();
    Path single = file("weights.bin", "abc");
    Path keyFile = file("key.pem", TestPki.pkcs8Pem(key));
    signature = temp.resolve("weights.bin.sig");
    reference.run("sign", "key", single, "--signature", signature, "--private_key", keyFile);
    model = single;
    Authority release = KeyAuthority.ofPem("release", TestPki.publicPem(key));
    assertThat(verify(release)).isVerifiedBy("release");
  }

  @Test
  void ourSingleFilesAreNamedAsTheSpecificationAsksWhichTheReferenceDoesNotRead() throws Exception {
    KeyPair key = TestPki.ecKey();
    model = file("weights.bin", "abc");
    signature = temp.resolve("weights.bin.sig");
    sign(KeySigner.ofPem(TestPki.pkcs8Pem(key), Optional.empty()));
    assertThat(verify(KeyAuthority.ofPem("release", TestPki.publicPem(key))))
        .isVerifiedBy("release");
    Path keyFile = file("key.pub", TestPki.publicPem(key));
    Reference.Outcome outcome =
        reference.outcome(
            "verify", "key", model, "--signature", signature, "--public_key", keyFile);
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("weights.bin");
  }

  @Test
  void pathsThatTheReferenceIgnoredAreIgnoredHere() throws Exception {
    KeyPair key = TestPki.ecKey();
    ModelDirectories.write(model, "cache/x", "x");
    reference.run(
        "sign",
        "key",
        model,
        "--signature",
        signature,
        "--private_key",
        file("key.pem", TestPki.pkcs8Pem(key)),
        "--ignore-paths",
        model.resolve("cache"));
    ModelDirectories.write(model, "cache/y", "y");
    Authority release = KeyAuthority.ofPem("release", TestPki.publicPem(key));
    assertThat(verify(release)).isVerifiedBy("release");
    ModelDirectories.write(model, "cached", "z");
    assertThat(verify(release)).isRejected(RejectionReason.CONTENT_MISMATCH);
  }

  @Test
  void encryptedKeysSign() throws Exception {
    KeyPair key = TestPki.ecKey();
    sign(KeySigner.ofPem(TestPki.encryptedPem(key, "pw"), Optional.of("pw".toCharArray())));
    reference.run(
        "verify",
        "key",
        model,
        "--signature",
        signature,
        "--public_key",
        file("key.pub", TestPki.publicPem(key)));
  }

  private static final class Chain {
    private final TestPki.Issued root = TestPki.root("root");
    private final TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(root);
    private final TestPki.Issued leaf;

    Chain(String curve) {
      leaf = new TestPki.Request("signer").curve(curve).uri(URI).by(middle);
    }
  }
}
