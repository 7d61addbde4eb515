package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.testing.sigstore.SigstoreServer.Answer;
import dev.modelsigning.testing.sigstore.SigstoreServer.Service;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeylessSignerTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final byte[] PAYLOAD = "{\"name\":\"模型\"}".getBytes(StandardCharsets.UTF_8);

  private final Clock clock = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);
  private PrivateSigstore sigstore;
  private ServiceCalls calls;

  @BeforeEach
  void start() {
    sigstore = PrivateSigstore.start(clock);
    calls = ServiceCalls.within(Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() {
    calls.close();
    sigstore.close();
  }

  private Bundle sign(int rekor) throws SigningException {
    byte[] config = sigstore.signingConfigJson(rekor).getBytes(StandardCharsets.UTF_8);
    IdentityToken token =
        IdentityToken.of(
            sigstore.token(KeylessBundle.SUBJECT), IdentityToken.AUDIENCE, clock.instant());
    return KeylessSigner.of(SigningServices.read(config, clock.instant()), () -> token, calls)
        .sign("type", PAYLOAD);
  }

  private void changeJson(Service service, Consumer<ObjectNode> change) {
    sigstore
        .server()
        .change(
            service,
            answer -> {
              try {
                ObjectNode json = (ObjectNode) MAPPER.readTree(answer.text());
                change.accept(json);
                return Answer.of(answer.status(), json.toString());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
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
    PrivateSigstore other = PrivateSigstore.start(clock);
    try (other) {
      byte[] config = sigstore.signingConfigJson(1).getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(
              () ->
                  KeylessSigner.of(
                          SigningServices.read(config, clock.instant()),
                          () ->
                              IdentityToken.of(
                                  other.token("someone@example.com"), "sigstore", clock.instant()),
                          calls)
                      .sign("type", PAYLOAD))
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
    changeJson(
        Service.FULCIO,
        json ->
            ((ObjectNode) json.path("signedCertificateEmbeddedSct").path("chain"))
                .putArray("certificates")
                .add(stranger));
    assertRefusal(1, "certificate for another key");
  }

  @Test
  void refusesADetachedTransparencyTimestamp() {
    changeJson(
        Service.FULCIO,
        json ->
            json.set("signedCertificateDetachedSct", json.remove("signedCertificateEmbeddedSct")));
    assertRefusal(1, "without embedded transparency timestamps");
  }

  @Test
  void refusesAnAnswerThatIsNoCertificate() {
    changeJson(
        Service.FULCIO,
        json ->
            ((ObjectNode) json.path("signedCertificateEmbeddedSct").path("chain"))
                .putArray("certificates")
                .add("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"));
    assertRefusal(1, "damaged certificate");
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
    changeJson(
        Service.REKOR_V1,
        json ->
            ((ObjectNode) firstMember(json).path("verification").path("inclusionProof"))
                .put("logIndex", 0));
    assertRefusal(1, "does not lead from the entry to the tree");
    changeJson(
        Service.REKOR_V2, json -> ((ObjectNode) json.path("inclusionProof")).putArray("hashes"));
    assertRefusal(2, "does not lead from the entry to the tree");
  }

  @Test
  void refusesACheckpointOfAnotherTree() {
    changeJson(
        Service.REKOR_V2,
        json ->
            ((ObjectNode) json.path("inclusionProof").path("checkpoint"))
                .put("envelope", "127.0.0.1\n9\nAAAA\n\n\u2014 127.0.0.1 AAAAAAAA\n"));
    assertRefusal(2, "checkpoint of another tree");
  }

  @Test
  void refusesALogTimeOutsideOfTheCertificates() {
    changeJson(
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
    assertRefusal(2, "no timestamp over this signature");
    sigstore.server().change(Service.TIMESTAMPS, answer -> Answer.of(200, "no ASN.1"));
    assertRefusal(2, "no timestamp over this signature");
  }

  @Test
  void refusesATimestampOutsideOfTheCertificatesTime() {
    PrivateSigstore late =
        PrivateSigstore.start(Clock.fixed(TestPki.NOW.plusSeconds(3600), ZoneOffset.UTC));
    try (late) {
      ObjectNode config = sigstore.signingConfig(2);
      config.set("tsaUrls", late.signingConfig(2).path("tsaUrls"));
      ((ObjectNode) config.path("tsaUrls").path(0).path("validFor")).remove("start");
      IdentityTokens tokens =
          () -> IdentityToken.of(sigstore.token("a@example.com"), "sigstore", clock.instant());
      assertThatThrownBy(
              () ->
                  KeylessSigner.of(
                          SigningServices.read(
                              config.toString().getBytes(StandardCharsets.UTF_8), clock.instant()),
                          tokens,
                          calls)
                      .sign("type", PAYLOAD))
          .hasMessageContaining("is not within the certificate's");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FULCIO", "REKOR_V1", "TIMESTAMPS"})
  void refusesHugeAnswersOfEveryService(Service service) {
    sigstore
        .server()
        .change(service, answer -> new Answer(200, new byte[ServiceCalls.MAX_ANSWER + 1]));
    assertRefusal(1, "cannot be reached or breaks off");
  }

  @ParameterizedTest
  @EnumSource(names = {"FULCIO", "REKOR_V1", "TIMESTAMPS"})
  void refusesFailuresOfEveryService(Service service) {
    sigstore.server().change(service, answer -> Answer.of(500, "out of\norder\u001b[31m"));
    assertRefusal(1, "HTTP status 500: out of order [31m;");
  }

  @ParameterizedTest
  @EnumSource(names = {"FULCIO", "REKOR_V1", "TIMESTAMPS"})
  void doesNotWaitForEverForAnyService(Service service) {
    calls.close();
    calls = ServiceCalls.within(Duration.ofMillis(1500));
    sigstore.server().silence(service);
    assertRefusal(1, "did not answer within");
  }

  @Test
  void followsNoRedirect() {
    sigstore.server().change(Service.FULCIO, answer -> Answer.of(302, ""));
    assertRefusal(1, "HTTP status 302");
  }

  @Test
  void namesAServiceThatIsNotThere() {
    sigstore.server().close();
    assertRefusal(1, "Fulcio at http://localhost");
  }

  @Test
  void sendsNoTokenOverPlainHttpToAnotherMachineUnlessToldTo() throws Exception {
    String config = sigstore.signingConfigJson(1).replace("localhost", "fulcio.example");
    SigningServices services =
        SigningServices.read(config.getBytes(StandardCharsets.UTF_8), clock.instant());
    IdentityTokens none =
        () -> {
          throw new SigningException("no token here");
        };
    assertThatThrownBy(() -> KeylessSigner.of(services, none, calls))
        .hasMessageContaining("would be readable on its way to http://fulcio.example");
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
