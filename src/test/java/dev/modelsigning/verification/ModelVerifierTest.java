// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import static dev.modelsigning.testing.VerdictAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelVerifierTest {
  private static final Clock NOW = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  @TempDir Path temp;
  private Path model;
  private final KeyPair key = TestPki.ecKey();
  private final ModelVerifier verifier = new ModelVerifier(NOW);

  @BeforeEach
  void makeModel() {
    model = ModelDirectories.small(temp);
  }

  private byte[] signed() {
    return Bundles.sign(Bundles.measure(model), Bundles.signer(key));
  }

  private static Authority authority(String name, KeyPair key) {
    try {
      return KeyAuthority.ofPem(name, TestPki.publicPem(key));
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verdict verify(byte[] bundle) {
    return verify(bundle, authority("release", key));
  }

  private Verdict verify(byte[] bundle, Authority... authorities) {
    return verifier.verify(model, bundle, List.of(authorities), VerifyOptions.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void verifiesWhatAKeyOnEachCurveSigned(String curve) {
    KeyPair pair = TestPki.ecKey(curve);
    byte[] bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(pair));
    assertThat(verify(bundle, authority("release", pair)))
        .isVerifiedBy("release")
        .says("4 files signed by 'release'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void verifiesWhatACertificateOnEachCurveSigned(String curve) throws TrustMaterialException {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(root);
    TestPki.Issued leaf =
        new TestPki.Request("signer").curve(curve).uri("https://ci.example/release").by(middle);
    byte[] bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(leaf, middle));
    Authority ca = CertificateAuthority.of("ci", root.pem(), List.of("https://ci.example/release"));
    assertThat(verify(bundle, ca)).isVerifiedBy("ci").says("CN=signer");
  }

  @Test
  void rejectsWhatIsNotABundle() {
    assertThat(verify("{}".getBytes(StandardCharsets.UTF_8)))
        .isRejected(RejectionReason.BUNDLE_MALFORMED)
        .says("'mediaType'");
  }

  @Test
  void rejectsAnUntrustedKey() {
    assertThat(verify(signed(), authority("other", TestPki.ecKey())))
        .isRejected(RejectionReason.SIGNER_UNTRUSTED)
        .says("'other'");
  }

  @Test
  void rejectsEverybodyWhenNoAuthorityIsConfigured() {
    assertThat(verify(signed(), new Authority[0]))
        .isRejected(RejectionReason.SIGNER_UNTRUSTED)
        .says("no authority is configured");
  }

  @Test
  void rejectsAPayloadChangedAfterSigning() {
    byte[] forged =
        Bundles.change(
            signed(), json -> ((ObjectNode) json.get("dsseEnvelope")).put("payload", "e30="));
    assertThat(verify(forged)).isRejected(RejectionReason.SIGNATURE_INVALID);
  }

  @Test
  void rejectsAPayloadTypeChangedAfterSigning() {
    byte[] forged =
        Bundles.change(
            signed(), json -> ((ObjectNode) json.get("dsseEnvelope")).put("payloadType", "x"));
    assertThat(verify(forged)).isRejected(RejectionReason.SIGNATURE_INVALID);
  }

  @Test
  void rejectsASignedPayloadOfAnotherType() {
    byte[] bundle =
        Bundles.signPayload(
            "text/plain", "hello".getBytes(StandardCharsets.UTF_8), Bundles.signer(key));
    assertThat(verify(bundle)).isRejected(RejectionReason.STATEMENT_INVALID).says("text/plain");
  }

  @Test
  void rejectsASignedStatementThatBreaksTheSpecification() {
    byte[] bundle =
        Bundles.signChangedStatement(
            Bundles.measure(model), Bundles.signer(key), json -> json.remove("subject"));
    assertThat(verify(bundle)).isRejected(RejectionReason.STATEMENT_INVALID).says("'subject'");
  }

  @Test
  void rejectsAnExpiredCertificate() throws TrustMaterialException {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf =
        new TestPki.Request("signer")
            .valid(TestPki.NOW.minus(Duration.ofDays(20)), TestPki.NOW.minus(Duration.ofDays(1)))
            .by(root);
    byte[] bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(leaf));
    assertThat(verify(bundle, CertificateAuthority.of("ci", root.pem(), List.of())))
        .isRejected(RejectionReason.CERTIFICATE_EXPIRED);
  }

  @Test
  void rejectsACertificateNotForSigning() throws TrustMaterialException {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf = new TestPki.Request("signer").keyUsage(0).anyPurpose().by(root);
    byte[] bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(leaf));
    assertThat(verify(bundle, CertificateAuthority.of("ci", root.pem(), List.of())))
        .isRejected(RejectionReason.CERTIFICATE_INVALID);
  }

  @Test
  void rejectsOneFlippedBitAndNamesTheFile() {
    byte[] bundle = signed();
    ModelDirectories.flipBit(model.resolve("model.safetensors"), 4000);
    assertThat(verify(bundle))
        .isRejected(RejectionReason.CONTENT_MISMATCH)
        .says("changed: model.safetensors (1 of 4 signed files)");
  }

  @Test
  void rejectsAMissingFile() throws IOException {
    byte[] bundle = signed();
    Files.delete(model.resolve("config.json"));
    assertThat(verify(bundle))
        .isRejected(RejectionReason.CONTENT_MISMATCH)
        .says("missing: config.json");
  }

  @Test
  void rejectsAFileThatIsNotSigned() {
    byte[] bundle = signed();
    ModelDirectories.write(model, "evil.py", "import os");
    assertThat(verify(bundle))
        .isRejected(RejectionReason.CONTENT_MISMATCH)
        .says("not signed: evil.py (1 file)");
  }

  @Test
  void ignoresUnsignedFilesOnlyWhenAsked() throws IOException {
    byte[] bundle = signed();
    ModelDirectories.write(model, "notes.txt", "mine");
    Files.createSymbolicLink(model.resolve("link"), model.resolve("notes.txt"));
    VerifyOptions lenient = new VerifyOptions(HashOptions.defaults(), List.of(), true);
    List<Authority> release = List.of(authority("release", key));
    assertThat(verifier.verify(model, bundle, release, lenient))
        .isVerifiedBy("release")
        .says("unsigned files were ignored");
    ModelDirectories.flipBit(model.resolve("config.json"), 0);
    assertThat(verifier.verify(model, bundle, release, lenient))
        .isRejected(RejectionReason.CONTENT_MISMATCH);
  }

  @Test
  void refusesALinkInTheModel() throws IOException {
    byte[] bundle = signed();
    Files.createSymbolicLink(model.resolve("link"), model.resolve("config.json"));
    assertThat(verify(bundle)).isRejected(RejectionReason.CONTENT_REFUSED).says("'link'");
  }

  @Test
  void leavesTheSignatureFileOut() throws IOException {
    byte[] bundle = signed();
    Path signature = Files.write(model.resolve("model.sig"), bundle);
    VerifyOptions options =
        new VerifyOptions(HashOptions.defaults().excluding(signature), List.of(), false);
    assertThat(verifier.verify(model, bundle, List.of(authority("release", key)), options))
        .isVerifiedBy("release");
  }

  @Test
  void oneOfSeveralAuthoritiesIsEnough() {
    assertThat(verify(signed(), authority("other", TestPki.ecKey()), authority("release", key)))
        .isVerifiedBy("release");
  }

  @Test
  void theRefusalThatCameFurthestExplains() throws TrustMaterialException {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf = TestPki.signer(root, "signer", "https://ci.example/other");
    byte[] bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(leaf));
    Authority named =
        CertificateAuthority.of("ci", root.pem(), List.of("https://ci.example/release"));
    Authority stranger =
        CertificateAuthority.of("stranger", TestPki.root("stranger").pem(), List.of());
    assertThat(verify(bundle, stranger, named, authority("key", key)))
        .isRejected(RejectionReason.SIGNER_UNTRUSTED)
        .says("https://ci.example/other");
  }

  @Test
  void verifiesASingleFileUnderBothNamesInUse() throws IOException {
    Path file = ModelDirectories.write(temp, "weights.bin", "abc");
    model = file;
    byte[] named = signed();
    byte[] dotted =
        Bundles.signChangedStatement(
            Bundles.measure(file),
            Bundles.signer(key),
            json -> ((ObjectNode) json.get("predicate").get("resources").get(0)).put("name", "."));
    assertThat(verify(named)).isVerifiedBy("release");
    assertThat(verify(dotted)).isVerifiedBy("release");
    ModelDirectories.flipBit(file, 0);
    assertThat(verify(dotted)).isRejected(RejectionReason.CONTENT_MISMATCH);
    model = temp.resolve("directory");
    ModelDirectories.write(model, "other.bin", "abc");
    assertThat(verify(dotted)).isRejected(RejectionReason.CONTENT_MISMATCH);
  }

  @Test
  void aSignedFileThatIsIgnoredIsMissing() {
    byte[] bundle =
        Bundles.signChangedStatement(
            Bundles.measure(model),
            Bundles.signer(key),
            json ->
                ((ObjectNode) json.get("predicate").get("serialization"))
                    .putArray("ignore_paths")
                    .add("onnx"));
    assertThat(verify(bundle))
        .isRejected(RejectionReason.CONTENT_MISMATCH)
        .says("missing: onnx/model.onnx");
  }

  @Test
  void missingModelIsRefused() {
    byte[] bundle = signed();
    model = temp.resolve("elsewhere");
    assertThat(verify(bundle)).isRejected(RejectionReason.CONTENT_REFUSED).says("elsewhere");
  }

  @Test
  void namesOfExcludedFilesInOtherDirectoriesDoNotMatter() {
    byte[] bundle = signed();
    Path elsewhere = ModelDirectories.write(temp.resolve("other"), "config.json", "{}");
    VerifyOptions options =
        new VerifyOptions(
            new HashOptions(2, true, Set.of(elsewhere), progress -> {}), List.of(), false);
    assertThat(verifier.verify(model, bundle, List.of(authority("release", key)), options))
        .isVerifiedBy("release");
  }
}
