// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.trust.KeylessChecks.NOW;
import static dev.modelsigning.trust.KeylessChecks.accepted;
import static dev.modelsigning.trust.KeylessChecks.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.testing.sigstore.LeafRequest;
import dev.modelsigning.testing.sigstore.PrivateSigstore;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.IdentityClaim;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.SigstoreIdentity;
import dev.modelsigning.trust.sigstore.TextRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeylessAuthorityTest {
  private static final String REPOSITORY = "https://github.com/example/model";
  private static KeylessChecks checks;

  @BeforeAll
  static void start() {
    checks = new KeylessChecks();
  }

  @AfterAll
  static void stop() {
    checks.close();
  }

  @Test
  void acceptsBundlesOfRekor1AndOfRekor2WithATimestampAndOfBoth() throws Exception {
    SignerFacts facts = accepted(checks.check(checks.bundle().loggedV1().sign()));
    assertThat(facts.method()).isEqualTo("sigstore");
    SigstoreIdentity identity = facts.identity().orElseThrow();
    assertThat(identity.subject()).isEqualTo(KeylessBundle.SUBJECT);
    assertThat(identity.issuer()).isEqualTo(checks.sigstore().tokens().url());
    assertThat(identity.times()).containsExactly(NOW);
    accepted(checks.check(checks.bundle().loggedV2().stamped().sign()));
    Bundle both = checks.bundle().loggedV1().loggedV2().stamped().stamped().sign();
    assertThat(accepted(checks.check(both)).identity().orElseThrow().times()).hasSize(3);
  }

  @Test
  void acceptsLogEntriesInEveryFormOfProtoJson() throws Exception {
    String json =
        new String(
            BundleWriter.write(checks.bundle().loggedV1().loggedV2().stamped().sign()),
            StandardCharsets.UTF_8);
    String other =
        json.replaceAll("\"(logIndex|integratedTime|treeSize)\":\"(\\d+)\"", "\"$1\":$2")
            .replace("\"logIndex\"", "\"log_index\"")
            .replace("\"inclusionProof\"", "\"inclusion_proof\"")
            .replace("\"inclusionPromise\"", "\"inclusion_promise\"")
            .replace("\"kindVersion\"", "\"kind_version\"");
    assertThat(other)
        .isNotEqualTo(json)
        .containsPattern("\"log_index\":\\d")
        .contains("kind_version");
    accepted(checks.check(BundleReader.read(other.getBytes(StandardCharsets.UTF_8))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void acceptsAPayloadThatIsNotAscii(int rekor) throws Exception {
    KeylessBundle bundle = checks.bundle("{\"name\":\"模型.bin\"}").stamped();
    accepted(checks.check((rekor == 1 ? bundle.loggedV1() : bundle.loggedV2()).sign()));
  }

  @Test
  void acceptsASubjectByPatternInFull() throws Exception {
    Bundle bundle = checks.bundle().sign();
    SignerIdentityRule whole =
        new SignerIdentityRule(
            checks.issuer(), TextRule.matching("https://ci\\.example/[a-z]+"), Map.of());
    accepted(checks.check(bundle, whole));
    SignerIdentityRule part =
        new SignerIdentityRule(
            checks.issuer(), TextRule.matching("https://ci\\.example/rel"), Map.of());
    refused(checks.check(bundle, part), Reason.NAME_NOT_ALLOWED, "but the authority requires");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".*",
        ".+",
        "^.*$",
        "(?s).*",
        "[^\\n]*",
        "(a|.*)",
        "",
        "(",
        "(?=a)a",
        "a|[^b].*|0.*",
        "\\S+",
        ".{3,}",
        "[^ ]+",
        ".*[@:].*",
        "[!-~]*",
        "https?://.*",
        "https://.+/\\.github/workflows/release\\.yml@refs/heads/main",
        ".+@.+",
        ".*@[a-z.]+"
      })
  void refusesPatternsThatMatchAnybodyOrAreNotPatterns(String pattern) {
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(() -> TextRule.matching(pattern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".+@example\\.com",
        "https://github\\.com/example/.+",
        "refs/tags/v[0-9.]+",
        "[0-9a-f]{40}",
        "[A-Za-z ]+"
      })
  void takesPatternsThatNameSomething(String pattern) throws Exception {
    assertThat(TextRule.matching(pattern).text()).isEqualTo(pattern);
  }

  @Test
  void rejectsAnotherIssuerAndAnotherSubject() throws Exception {
    Bundle bundle = checks.bundle().sign();
    TextRule subject = TextRule.exactly(KeylessBundle.SUBJECT);
    TextRule other = TextRule.exactly("https://ci.example/releas");
    refused(
        checks.check(bundle, new SignerIdentityRule(other, subject, Map.of())),
        Reason.NAME_NOT_ALLOWED,
        "issued by");
    refused(
        checks.check(bundle, new SignerIdentityRule(checks.issuer(), other, Map.of())),
        Reason.NAME_NOT_ALLOWED,
        "the signer is '" + KeylessBundle.SUBJECT);
  }

  @Test
  void rejectsAnotherClaimAndAMissingOne() throws Exception {
    Bundle bundle = checks.bundle().certificate(leaf -> leaf.claim(12, REPOSITORY)).sign();
    SignerIdentityRule right =
        checks.rule(Map.of(IdentityClaim.SOURCE_REPOSITORY_URI, TextRule.exactly(REPOSITORY)));
    assertThat(accepted(checks.check(bundle, right)).identity().orElseThrow().claimTexts())
        .containsExactly(Map.entry("source-repository-uri", REPOSITORY));
    SignerIdentityRule wrong =
        checks.rule(
            Map.of(IdentityClaim.SOURCE_REPOSITORY_URI, TextRule.exactly(REPOSITORY + "s")));
    refused(checks.check(bundle, wrong), Reason.NAME_NOT_ALLOWED, "'source-repository-uri' is");
    SignerIdentityRule missing =
        checks.rule(Map.of(IdentityClaim.SOURCE_REPOSITORY_REF, TextRule.matching("refs/tags/.*")));
    refused(checks.check(bundle, missing), Reason.NAME_NOT_ALLOWED, "is absent");
  }

  @Test
  void knowsTheNamespaceOfAServiceAccount() throws Exception {
    String subject = "https://kubernetes.io/namespaces/models/serviceaccounts/signer";
    Bundle bundle = checks.bundle().subject(subject).sign();
    TextRule anyAccount = TextRule.matching("https://kubernetes\\.io/.*");
    Map<IdentityClaim, TextRule> models =
        Map.of(
            IdentityClaim.KUBERNETES_NAMESPACE,
            TextRule.exactly("models"),
            IdentityClaim.KUBERNETES_SERVICE_ACCOUNT,
            TextRule.exactly("signer"));
    accepted(checks.check(bundle, new SignerIdentityRule(checks.issuer(), anyAccount, models)));
    Map<IdentityClaim, TextRule> others =
        Map.of(IdentityClaim.KUBERNETES_NAMESPACE, TextRule.exactly("model"));
    refused(
        checks.check(bundle, new SignerIdentityRule(checks.issuer(), anyAccount, others)),
        Reason.NAME_NOT_ALLOWED,
        "'kubernetes-namespace' is 'models'");
  }

  @Test
  void rejectsACertificateOfAnotherFulcio() throws Exception {
    try (PrivateSigstore other = PrivateSigstore.start(KeylessChecks.CLOCK)) {
      refused(
          checks.check(checks.bundle().issuedBy(other.authority()).sign()),
          Reason.CHAIN_UNTRUSTED,
          "not issued by 'private'");
    }
  }

  @Test
  void rejectsACertificateThatIsNotInItsLog() throws Exception {
    refused(
        checks.check(checks.bundle().certificate(LeafRequest::unlogged).sign()),
        Reason.CHAIN_UNTRUSTED,
        "SCT");
    refused(
        checks.check(checks.bundle().certificate(LeafRequest::forgedCertificateLog).sign()),
        Reason.CHAIN_UNTRUSTED,
        "SCT");
  }

  @Test
  void rejectsACertificateForSomethingElse() throws Exception {
    refused(
        checks.check(checks.bundle().certificate(LeafRequest::otherPurpose).sign()),
        Reason.CERTIFICATE_INVALID,
        "codeSigning");
    refused(
        checks.check(
            checks
                .bundle()
                .certificate(leaf -> LeafRequest.of(leaf.subject(), "", leaf.from()))
                .sign()),
        Reason.CERTIFICATE_INVALID,
        "does not name the identity provider");
    Bundle good = checks.bundle().sign();
    SigstoreMaterial material = (SigstoreMaterial) good.material();
    SigstoreMaterial damaged =
        new SigstoreMaterial(new byte[] {48, 0}, material.logEntries(), List.of());
    refused(
        checks.check(new Bundle(good.mediaType(), damaged, good.envelope())),
        Reason.CERTIFICATE_INVALID,
        "cannot be read");
  }

  @Test
  void rejectsASignatureOverOtherBytes() throws Exception {
    Bundle good = checks.bundle().sign();
    DsseEnvelope envelope = good.envelope();
    byte[] payload = envelope.payload();
    payload[2] ^= 1;
    DsseEnvelope changed = new DsseEnvelope(envelope.payloadType(), payload, envelope.signature());
    refused(
        checks.check(new Bundle(good.mediaType(), good.material(), changed)),
        Reason.SIGNATURE_INVALID,
        "does not verify with the key of the certificate");
  }

  @Test
  void rejectsAKeyWithAnotherHashThanItsCurves() throws Exception {
    refused(
        checks.check(checks.bundle().key(TestPki.ecKey("secp384r1")).sign()),
        Reason.SIGNATURE_INVALID,
        "does not verify with the key of the certificate");
  }

  @Test
  void rejectsASignatureMadeOutsideTheCertificatesTime() throws Exception {
    Duration hour = Duration.ofHours(1);
    for (Bundle bundle :
        List.of(
            checks.bundle().at(NOW.plus(hour)).sign(),
            checks.bundle().at(NOW.minus(hour)).sign(),
            checks.bundle().loggedV2().at(NOW.plus(hour)).stamped().sign(),
            checks.bundle().loggedV1().at(NOW.plus(hour)).stamped().sign())) {
      refused(checks.check(bundle), Reason.CERTIFICATE_EXPIRED, "certificate was valid from");
    }
  }

  @Test
  void isNoAuthorityOverOtherMethods() throws Exception {
    Bundle good = checks.bundle().sign();
    for (var material :
        List.of(
            new PublicKeyHint("x"),
            new RawPublicKey(new byte[] {1}),
            new CertificateChain(List.of(new byte[] {1})))) {
      refused(
          checks.check(new Bundle(good.mediaType(), material, good.envelope())),
          Reason.METHOD_DIFFERS,
          "is a Sigstore identity");
    }
  }
}
