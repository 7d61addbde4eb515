// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.testing.TestPki.Request;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final String URI = "https://ci.example/release";

  private final Issued root = TestPki.root("root");

  /** A bundle signed by the leaf that carries exactly these certificates above it. */
  private static Bundle bundle(Issued leaf, Issued... above) {
    try {
      Bundle signed =
          BundleReader.read(Bundles.signPayload("type", new byte[] {1}, Bundles.signer(leaf)));
      List<byte[]> der = new ArrayList<>();
      for (Issued issued : Stream.concat(Stream.of(leaf), Stream.of(above)).toList()) {
        der.add(issued.certificate().getEncoded());
      }
      return new Bundle(signed.mediaType(), new CertificateChain(der), signed.envelope());
    } catch (BundleFormatException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CertificateAuthority authority(String pem, String... names) {
    try {
      return CertificateAuthority.of("ci", pem, List.of(names));
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private AuthenticationResult authenticate(Bundle bundle, String... names) {
    return authenticateAt(NOW, bundle, names);
  }

  private AuthenticationResult authenticateAt(Instant time, Bundle bundle, String... names) {
    return authority(root.pem(), names).authenticate(bundle, Clock.fixed(time, ZoneOffset.UTC));
  }

  private static void refused(AuthenticationResult result, Reason reason) {
    assertThat(result).isInstanceOf(NotAuthentic.class);
    NotAuthentic refusal = (NotAuthentic) result;
    assertThat(refusal.reason()).as(refusal.detail()).isEqualTo(reason);
  }

  private static SignerFacts accepted(AuthenticationResult result) {
    assertThat(result).as(result.toString()).isInstanceOf(Authentic.class);
    return ((Authentic) result).signer();
  }

  @Test
  void acceptsAChainAndSaysWhoItIs() {
    Issued middle = new Request("middle").ca(0).valid(NOW.minus(DAY), NOW.plus(DAY)).by(root);
    Issued leaf = new Request("signer").uri(URI).email("a@example.com").dns("b.example").by(middle);
    SignerFacts facts = accepted(authenticate(bundle(leaf, middle), URI));
    assertThat(facts.subject()).contains("CN=signer");
    assertThat(facts.subjectAltNames()).containsExactly(URI, "a@example.com", "b.example");
    assertThat(facts.notAfter()).contains(NOW.plus(DAY));
    assertThat(facts.method()).isEqualTo("certificate");
  }

  @Test
  void findsIntermediatesAmongTheConfiguredCertificates() {
    Issued middle = new Request("middle").ca(0).by(root);
    Issued leaf = TestPki.signer(middle, "signer", URI);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    accepted(authority(root.pem() + middle.pem()).authenticate(bundle(leaf), clock));
    accepted(
        authority("prose\n" + new Request("other").ca(-1).by(root).pem() + root.pem())
            .authenticate(bundle(leaf, middle), clock));
  }

  @Test
  void keepsThePathLengthOfAConfiguredIntermediate() {
    Issued middle = new Request("middle").ca(0).by(root);
    Issued below = new Request("below").ca(0).by(middle);
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    accepted(authority(middle.pem()).authenticate(bundle(TestPki.signer(middle, "s", URI)), clock));
    refused(
        authority(middle.pem()).authenticate(bundle(TestPki.signer(below, "s", URI), below), clock),
        Reason.CERTIFICATE_INVALID);
  }

  @Test
  void passesOverSuperfluousCertificates() {
    Issued leaf = TestPki.signer(root, "signer", URI);
    accepted(authenticate(bundle(leaf, TestPki.root("other"), root, leaf)));
  }

  @Test
  void neverTrustsARootFromTheBundle() {
    Issued attacker = TestPki.root("root");
    Issued leaf = TestPki.signer(attacker, "signer", URI);
    refused(authenticate(bundle(leaf, attacker)), Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void refusesASelfSignedLeaf() {
    refused(authenticate(bundle(new Request("root").selfSigned())), Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void refusesAChainWithAMissingLink() {
    Issued middle = new Request("middle").ca(0).by(root);
    refused(authenticate(bundle(TestPki.signer(middle, "signer", URI))), Reason.CHAIN_UNTRUSTED);
  }

  @Test
  void aConfiguredSelfSignedSignerStandsForItselfAlone() {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    Issued own = new Request("self").keyUsage(KeyUsage.digitalSignature).selfSigned();
    accepted(authority(own.pem()).authenticate(bundle(own), clock));
    refused(
        authority(own.pem()).authenticate(bundle(new Request("self").selfSigned()), clock),
        Reason.CHAIN_UNTRUSTED);
    refused(
        authority(own.pem()).authenticate(bundle(TestPki.signer(own, "below", URI)), clock),
        Reason.CHAIN_UNTRUSTED);
    Clock late = Clock.fixed(NOW.plus(Duration.ofDays(36500)), ZoneOffset.UTC);
    refused(authority(own.pem()).authenticate(bundle(own), late), Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void refusesALeafThatSignedAnotherLeaf() {
    Issued leaf = TestPki.signer(root, "signer", URI);
    Issued below = TestPki.signer(leaf, "below", URI);
    refused(authenticate(bundle(below, leaf)), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesAChainLongerThanThePathLengthAllows() {
    Issued first = new Request("first").ca(0).by(root);
    Issued second = new Request("second").ca(0).by(first);
    Issued leaf = TestPki.signer(second, "signer", URI);
    refused(authenticate(bundle(leaf, second, first)), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void keepsThePathLengthOfTheRootItself() throws TrustMaterialException {
    Issued strict = new Request("strict").ca(0).selfSigned();
    Issued middle = new Request("middle").ca(-1).by(strict);
    Issued leaf = TestPki.signer(middle, "signer", URI);
    CertificateAuthority ca = CertificateAuthority.of("ci", strict.pem(), List.of());
    refused(
        ca.authenticate(bundle(leaf, middle), Clock.fixed(NOW, ZoneOffset.UTC)),
        Reason.CERTIFICATE_INVALID);
  }

  @Test
  void keepsTheNameConstraintsOfTheRootItself() throws TrustMaterialException {
    Issued strict = new Request("strict").ca(-1).permittedDns("good.example").selfSigned();
    CertificateAuthority ca = CertificateAuthority.of("ci", strict.pem(), List.of());
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    accepted(ca.authenticate(bundle(new Request("s").dns("a.good.example").by(strict)), clock));
    refused(
        ca.authenticate(bundle(new Request("s").dns("a.bad.example").by(strict)), clock),
        Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesALeafBeforeAndAfterItsTime() {
    Issued leaf = new Request("signer").valid(NOW.minus(DAY), NOW.plus(DAY)).by(root);
    accepted(authenticateAt(NOW, bundle(leaf)));
    refused(
        authenticateAt(NOW.minus(DAY).minusSeconds(1), bundle(leaf)), Reason.CERTIFICATE_EXPIRED);
    refused(authenticateAt(NOW.plus(DAY).plusSeconds(1), bundle(leaf)), Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void refusesAnExpiredRootAndAnExpiredIntermediate() throws TrustMaterialException {
    Issued old = new Request("old").ca(-1).valid(NOW.minus(DAY), NOW.plus(DAY)).selfSigned();
    CertificateAuthority ca = CertificateAuthority.of("ci", old.pem(), List.of());
    refused(
        ca.authenticate(
            bundle(TestPki.signer(old, "signer", URI)),
            Clock.fixed(NOW.plus(DAY).plus(DAY), ZoneOffset.UTC)),
        Reason.CERTIFICATE_EXPIRED);
    Issued middle = new Request("middle").ca(0).valid(NOW.minus(DAY), NOW.plus(DAY)).by(root);
    Issued leaf = TestPki.signer(middle, "signer", URI);
    refused(
        authenticateAt(NOW.plus(DAY).plus(DAY), bundle(leaf, middle)), Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void namesAreComparedExactly() {
    Bundle bundle = bundle(TestPki.signer(root, "signer", URI));
    accepted(authenticate(bundle, "https://other", URI));
    for (String other : List.of(URI + "/", URI.substring(1), "HTTPS://ci.example/release", "")) {
      refused(authenticate(bundle, other), Reason.NAME_NOT_ALLOWED);
    }
    refused(authenticate(bundle(new Request("x").by(root)), "x"), Reason.NAME_NOT_ALLOWED);
  }

  @Test
  void whatACertificateSaysAboutItsUseMustAllowSigning() {
    accepted(authenticate(bundle(new Request("s").anyPurpose().by(root))));
    accepted(authenticate(bundle(new Request("s").keyUsage(0).by(root))));
    for (Request unfit :
        List.of(
            new Request("s").keyUsage(0).anyPurpose(),
            new Request("s").keyUsage(KeyUsage.keyEncipherment),
            new Request("s").purpose(KeyPurposeId.id_kp_serverAuth))) {
      refused(authenticate(bundle(unfit.by(root))), Reason.CERTIFICATE_INVALID);
    }
  }

  @Test
  void refusesKeysOnOtherCurves() {
    Bundle good = bundle(TestPki.signer(root, "signer", URI));
    Issued other = new Request("signer").curve("secp256r1").rsa().by(root);
    Bundle swapped =
        new Bundle(
            good.mediaType(), new CertificateChain(List.of(encoded(other))), good.envelope());
    refused(authenticate(swapped), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesASignatureByAnotherKeyThanTheLeafs() {
    Bundle one = bundle(TestPki.signer(root, "one", URI));
    Bundle two = bundle(TestPki.signer(root, "two", URI));
    refused(
        authenticate(new Bundle(one.mediaType(), one.material(), two.envelope())),
        Reason.SIGNATURE_INVALID);
  }

  @Test
  void refusesDamagedCertificates() {
    Bundle damaged =
        new Bundle(
            Bundle.MEDIA_TYPE,
            new CertificateChain(List.of(new byte[] {1, 2, 3})),
            new DsseEnvelope("type", new byte[0], new byte[] {1}));
    refused(authenticate(damaged), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesOtherMethods() {
    DsseEnvelope envelope = new DsseEnvelope("type", new byte[0], new byte[] {1});
    refused(
        authenticate(new Bundle(Bundle.MEDIA_TYPE, new PublicKeyHint("x"), envelope)),
        Reason.METHOD_DIFFERS);
    refused(
        authenticate(
            new Bundle(
                Bundle.MEDIA_TYPE,
                new SigstoreMaterial(new byte[] {1}, List.of("{}"), List.of()),
                envelope)),
        Reason.METHOD_DIFFERS);
  }

  @Test
  void refusesTrustMaterialThatIsNoCa() {
    Issued leaf = TestPki.signer(root, "signer", URI);
    Issued constrained = new Request("middle").ca(0).permittedDns("a.example").by(root);
    for (String pem :
        List.of(
            "",
            "hello",
            TestPki.publicPem(root.key()),
            leaf.pem(),
            constrained.pem(),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
      assertThatExceptionOfType(TrustMaterialException.class)
          .isThrownBy(() -> CertificateAuthority.of("ci", pem, List.of()))
          .withMessageContaining("authority 'ci'");
    }
  }

  @Test
  void hostileChainsOfCrossSignedNamesakesEnd() {
    List<Issued> namesakes = new ArrayList<>();
    Issued issuer = TestPki.root("loop");
    for (int i = 0; i < 7; i++) {
      issuer = new Request("loop").ca(-1).by(issuer);
      namesakes.add(issuer);
    }
    Bundle bundle = bundle(TestPki.signer(issuer, "signer", URI), namesakes.toArray(Issued[]::new));
    refused(authenticate(bundle), Reason.CHAIN_UNTRUSTED);
  }

  private static byte[] encoded(Issued issued) {
    try {
      return issued.certificate().getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
