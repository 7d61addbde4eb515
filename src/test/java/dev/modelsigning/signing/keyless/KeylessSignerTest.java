// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.sigstore.SigstoreServer.Answer;
import dev.modelsigning.testing.sigstore.SigstoreServer.Service;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeylessSignerTest extends KeylessScenario {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte[] PAYLOAD = "{\"name\":\"模型\"}".getBytes(StandardCharsets.UTF_8);

  private Bundle sign(int rekor) throws SigningException {
    return sign(sigstore.signingConfig(rekor), sigstore.token(KeylessBundle.SUBJECT));
  }

  private Bundle sign(ObjectNode config, String token) throws SigningException {
    IdentityTokens tokens = () -> IdentityToken.of(token, IdentityToken.AUDIENCE, clock.instant());
    return KeylessSigner.of(read(config.toString()), tokens, calls).sign("type", PAYLOAD);
  }

  private SigningServices read(String config) throws SigningException {
    return SigningServices.read(config.getBytes(StandardCharsets.UTF_8), clock.instant());
  }

  private static ObjectNode firstMember(ObjectNode json) {
    return (ObjectNode) json.iterator().next();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void signsWithACertificateOfTheTokensHolder(int rekor) throws Exception {
    Bundle bundle = sign(rekor);

    SigstoreMaterial material = (SigstoreMaterial) bundle.material();
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(material.certificate()));
    assertThat(certificate.getSubjectAlternativeNames().toString()).contains(KeylessBundle.SUBJECT);
    Signature ecdsa = Signature.getInstance("SHA256withECDSA");
    ecdsa.initVerify(certificate);
    ecdsa.update(DsseEnvelope.pae("type", PAYLOAD));
    assertThat(ecdsa.verify(bundle.envelope().signature())).isTrue();
    assertThat(material.logEntries()).hasSize(1);
    JsonNode entry = MAPPER.readTree(material.logEntries().getFirst());
    assertThat(entry.path("kindVersion").path("kind").asText())
        .isEqualTo(rekor == 1 ? "dsse" : "hashedrekord");
    assertThat(entry.has("inclusionPromise")).isEqualTo(rekor == 1);
    assertThat(material.timestamps()).hasSize(1);
  }

  @Test
  void usesEachKeyOnce() throws Exception {
    SigstoreMaterial first = (SigstoreMaterial) sign(1).material();
    SigstoreMaterial second = (SigstoreMaterial) sign(1).material();
    assertThat(first.certificate()).isNotEqualTo(second.certificate());
  }

  @Test
  void refusesWhenFulcioRefusesTheToken() {
    try (PrivateSigstore other = PrivateSigstore.start(clock)) {
      String token = other.token("someone@example.com");
      assertThatThrownBy(() -> sign(sigstore.signingConfig(1), token))
          .isInstanceOf(SigningException.class)
          .hasMessageContaining("Fulcio at http://localhost")
          .hasMessageContaining("HTTP status 401")
          .hasMessageContaining("check the identity token");
    }
    assertThat(sigstore.server().asked()).containsExactly(Service.FULCIO);
  }

  @Test
  void refusesACertificateForAnotherKey() {
    String stranger =
        TestPki.pem(new TestPki.Request("stranger").by(TestPki.root("root")).certificate());
    sigstore
        .server()
        .changeJson(
            Service.FULCIO,
            json ->
                ((ObjectNode) json.path("signedCertificateEmbeddedSct").path("chain"))
                    .putArray("certificates")
                    .add(stranger));
    assertRefusal(1, "certificate for another key");
  }

  @Test
  void refusesADetachedTransparencyTimestamp() {
    sigstore
        .server()
        .changeJson(
            Service.FULCIO,
            json ->
                json.set(
                    "signedCertificateDetachedSct", json.remove("signedCertificateEmbeddedSct")));
    assertRefusal(1, "without embedded transparency timestamps");
  }

  @Test
  void refusesAnAnswerThatIsNotACertificate() {
    sigstore
        .server()
        .changeJson(
            Service.FULCIO,
            json ->
                ((ObjectNode) json.path("signedCertificateEmbeddedSct").path("chain"))
                    .putArray("certificates")
                    .add("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
    assertRefusal(1, "answers with an invalid certificate");
    sigstore.server().change(Service.FULCIO, answer -> Answer.of(200, "{}"));
    assertRefusal(1, "answers without 'signedCertificateEmbeddedSct.chain.certificates'");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void refusesALogEntryAboutAnotherSignature(int rekor) throws Exception {
    Service service = rekor == 1 ? Service.REKOR_V1 : Service.REKOR_V2;
    Answer[] first = new Answer[1];
    sigstore
        .server()
        .change(
            service,
            answer -> {
              first[0] = first[0] == null ? answer : first[0];
              return first[0];
            });
    assertThat(sign(rekor)).isNotNull();
    assertRefusal(rekor, "entry about another signature");
  }

  @Test
  void refusesAProofThatDoesNotLeadToTheTree() {
    sigstore
        .server()
        .changeJson(
            Service.REKOR_V1,
            json ->
                ((ObjectNode) firstMember(json).path("verification").path("inclusionProof"))
                    .put("logIndex", 0));
    assertRefusal(1, "does not prove the entry");
    sigstore
        .server()
        .changeJson(
            Service.REKOR_V2,
            json -> ((ObjectNode) json.path("inclusionProof")).putArray("hashes"));
    assertRefusal(2, "does not prove the entry");
  }

  @Test
  void refusesACheckpointOfAnotherTree() {
    sigstore
        .server()
        .changeJson(
            Service.REKOR_V2,
            json ->
                ((ObjectNode) json.path("inclusionProof").path("checkpoint"))
                    .put("envelope", "127.0.0.1\n9\nAAAA\n\n\u2014 127.0.0.1 AAAAAAAA\n"));
    assertRefusal(2, "checkpoint of a different tree");
  }

  @Test
  void refusesALogTimeOutsideTheCertificates() {
    sigstore
        .server()
        .changeJson(
            Service.REKOR_V1,
            json ->
                firstMember(json)
                    .put("integratedTime", TestPki.NOW.plusSeconds(3600).getEpochSecond()));
    assertRefusal(1, "at a time when the certificate is not valid");
  }

  @Test
  void refusesATimestampOverOtherBytes() {
    byte[] other = sigstore.timestamps().stamp(PAYLOAD, TestPki.NOW);
    sigstore.server().change(Service.TIMESTAMPS, answer -> new Answer(200, other));
    assertRefusal(2, "does not answer with a timestamp of this signature");
    sigstore.server().change(Service.TIMESTAMPS, answer -> Answer.of(200, "no ASN.1"));
    assertRefusal(2, "does not answer with a timestamp of this signature");
  }

  @Test
  void refusesATimestampOutsideTheCertificatesTime() {
    PrivateSigstore late =
        PrivateSigstore.start(Clock.fixed(TestPki.NOW.plusSeconds(3600), ZoneOffset.UTC));
    try (late) {
      ObjectNode config = sigstore.signingConfig(2);
      config.set("tsaUrls", late.signingConfig(2).path("tsaUrls"));
      ((ObjectNode) config.path("tsaUrls").path(0).path("validFor")).remove("start");
      String token = sigstore.token(KeylessBundle.SUBJECT);
      assertThatThrownBy(() -> sign(config, token))
          .hasMessageContaining("but the certificate is valid from");
    }
  }

  @Test
  void sendsNoTokenOverPlainHttpToAnotherMachineUnlessAllowedTo() throws Exception {
    String config = sigstore.signingConfigJson(1).replace("localhost", "fulcio.example");
    SigningServices services = read(config);
    IdentityTokens none =
        () -> {
          throw new SigningException("no token here");
        };
    assertThatThrownBy(() -> KeylessSigner.of(services, none, calls))
        .hasMessageContaining("would be readable in transit to http://fulcio.example");
    assertThatThrownBy(
            () -> KeylessSigner.overPlainHttpUnsafe(services, none, calls).sign("type", PAYLOAD))
        .hasMessage("no token here");
  }

  private void assertRefusal(int rekor, String message) {
    assertThatThrownBy(() -> sign(rekor))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining(message);
  }
}
