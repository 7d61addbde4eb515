// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import static dev.modelsigning.testing.VerdictAssert.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.LegacyBundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Predicate v0.1 and its encoding: read when allowed, and only together. */
class LegacyFormatTest {
  private static final Clock NOW = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  @TempDir Path temp;
  private Path model;
  private final KeyPair key = TestPki.ecKey("secp384r1");
  private final ModelVerifier current = new ModelVerifier(NOW);

  @BeforeEach
  void makeModel() {
    model = ModelDirectories.small(temp);
  }

  private Authority release() throws Exception {
    return KeyAuthority.ofPem("release", TestPki.publicPem(key));
  }

  private byte[] signed(Consumer<ObjectNode> change) {
    ObjectNode statement = LegacyBundles.statement(Bundles.measure(model));
    change.accept(statement);
    return LegacyBundles.sign(statement, new PublicKeyHint(KeyHint.of(key.getPublic())), key);
  }

  private Verdict verify(byte[] bundle) throws Exception {
    return current
        .withLegacyBundles()
        .verify(model, bundle, List.of(release()), VerifyOptions.defaults());
  }

  @Test
  void verifiesWhatAKeySignedWhenAllowed() throws Exception {
    byte[] bundle = signed(statement -> {});
    assertThat(verify(bundle)).isVerifiedBy("release").says("4 files");
    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);
    assertThat(verify(bundle)).isRejected(RejectionReason.CONTENT_MISMATCH);
  }

  @Test
  void verifiesWhatACertificateSignedWhenAllowed() throws Exception {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued leaf = new TestPki.Request("signer").curve("secp521r1").by(root);
    byte[] bundle =
        LegacyBundles.sign(
            LegacyBundles.statement(Bundles.measure(model)),
            new CertificateChain(List.of(leaf.certificate().getEncoded())),
            leaf.key());
    Authority ca = CertificateAuthority.of("ca", root.pem(), List.of());
    assertThat(
            current
                .withLegacyBundles()
                .verify(model, bundle, List.of(ca), VerifyOptions.defaults()))
        .isVerifiedBy("ca");
  }

  @Test
  void onlyTheAuthorityThatAllowsItAcceptsIt() throws Exception {
    byte[] bundle = signed(statement -> {});
    Authority allowing = KeyAuthority.ofPem("older", TestPki.publicPem(key)).withLegacyBundles();
    List<Authority> both = List.of(release(), allowing);

    assertThat(current.verify(model, bundle, both, VerifyOptions.defaults())).isVerifiedBy("older");
    Assertions.assertThat(current.authenticateEach(bundle, both))
        .satisfiesExactly(
            first -> Assertions.assertThat(first).isInstanceOf(Authentication.Refused.class),
            second ->
                Assertions.assertThat(second).isInstanceOf(Authentication.Authenticated.class));
  }

  @Test
  void theMeasuringJobHashesItAsItWasHashedThen() throws Exception {
    Assertions.assertThat(UnauthenticatedHashParameters.of(signed(statement -> {})))
        .isEqualTo(Serialization.files());
  }

  @Test
  void refusesItByNameUnlessAllowed() throws Exception {
    assertThat(
            current.verify(
                model, signed(statement -> {}), List.of(release()), VerifyOptions.defaults()))
        .isRejected(RejectionReason.STATEMENT_INVALID)
        .says("in the pre-1.0 format")
        .says("--allow-legacy-format");
  }

  @Test
  void refusesOtherKeysAndChangedPayloads() throws Exception {
    byte[] byOther =
        LegacyBundles.sign(
            LegacyBundles.statement(Bundles.measure(model)),
            new PublicKeyHint(""),
            TestPki.ecKey("secp384r1"));
    assertThat(verify(byOther)).isRejected(RejectionReason.SIGNER_UNTRUSTED);
    byte[] changed =
        Bundles.change(
            signed(statement -> {}),
            bundle -> ((ObjectNode) bundle.path("dsseEnvelope")).put("payload", "eyJhIjoxfQ=="));
    assertThat(verify(changed)).isRejected(RejectionReason.SIGNATURE_INVALID);
  }

  /** Otherwise the weaker encoding and hash would stand in for the specified ones. */
  @Test
  void refusesTheCurrentPredicateInTheOldEncoding() throws Exception {
    assertThat(
            verify(signed(statement -> statement.put("predicateType", Statement.PREDICATE_TYPE))))
        .isRejected(RejectionReason.STATEMENT_INVALID)
        .says("signed in the pre-1.0 format");
  }

  @Test
  void refusesTheOldPredicateInTheCurrentEncoding() throws Exception {
    byte[] payload =
        LegacyBundles.statement(Bundles.measure(model)).toString().getBytes(StandardCharsets.UTF_8);
    byte[] bundle = Bundles.signPayload(Statement.PAYLOAD_TYPE, payload, Bundles.signer(key));
    assertThat(verify(bundle))
        .isRejected(RejectionReason.STATEMENT_INVALID)
        .says("in the pre-1.0 format");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/x", "a//b", "."})
  void refusesNamesThatAreNotFilesOfAModel(String name) throws Exception {
    assertThat(verify(signed(statement -> subject(statement).put("name", name))))
        .isRejected(RejectionReason.STATEMENT_INVALID)
        .says("the file name");
  }

  @Test
  void refusesShardsAndBrokenSubjects() throws Exception {
    assertInvalid(
        statement ->
            ((ObjectNode) subject(statement).path("annotations"))
                .put("actual_hash_algorithm", "file-sha256-1000"),
        "whole file");
    assertInvalid(
        statement -> ((ObjectNode) subject(statement).path("digest")).put("sha256", "00"),
        "not SHA-256");
    assertInvalid(
        statement -> ((ArrayNode) statement.path("subject")).add(subject(statement)),
        "occurs twice");
    assertInvalid(statement -> ((ArrayNode) statement.path("subject")).add(1), "not an object");
    assertInvalid(statement -> statement.putArray("subject"), "'subject'");
  }

  private void assertInvalid(Consumer<ObjectNode> change, String message) throws Exception {
    assertThat(verify(signed(change))).isRejected(RejectionReason.STATEMENT_INVALID).says(message);
  }

  private static ObjectNode subject(ObjectNode statement) {
    return (ObjectNode) statement.path("subject").get(0);
  }
}
