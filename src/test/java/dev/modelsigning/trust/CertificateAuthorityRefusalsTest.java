// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import static dev.modelsigning.testing.Bundles.certified;
import static dev.modelsigning.trust.CertificateChecks.DAY;
import static dev.modelsigning.trust.CertificateChecks.NOW;
import static dev.modelsigning.trust.CertificateChecks.URI;
import static dev.modelsigning.trust.CertificateChecks.accepted;
import static dev.modelsigning.trust.CertificateChecks.authenticate;
import static dev.modelsigning.trust.CertificateChecks.authenticateAt;
import static dev.modelsigning.trust.CertificateChecks.refused;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.TestPki.Issued;
import dev.modelsigning.testing.TestPki.Request;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** What a good chain does not make up for: time, names, use, keys, and the bundle itself. */
class CertificateAuthorityRefusalsTest {
  private final Issued root = TestPki.root("root");

  @Test
  void refusesALeafBeforeAndAfterItsTime() {
    Issued leaf = new Request("signer").valid(NOW.minus(DAY), NOW.plus(DAY)).by(root);
    accepted(authenticateAt(NOW, root.pem(), certified(leaf)));
    refused(
        authenticateAt(NOW.minus(DAY).minusSeconds(1), root.pem(), certified(leaf)),
        Reason.CERTIFICATE_EXPIRED);
    refused(
        authenticateAt(NOW.plus(DAY).plusSeconds(1), root.pem(), certified(leaf)),
        Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void refusesAnExpiredRootAndAnExpiredIntermediate() {
    Issued old = new Request("old").ca(-1).valid(NOW.minus(DAY), NOW.plus(DAY)).selfSigned();
    refused(
        authenticateAt(
            NOW.plus(DAY).plus(DAY), old.pem(), certified(TestPki.signer(old, "signer", URI))),
        Reason.CERTIFICATE_EXPIRED);
    Issued middle = new Request("middle").ca(0).valid(NOW.minus(DAY), NOW.plus(DAY)).by(root);
    Issued leaf = TestPki.signer(middle, "signer", URI);
    refused(
        authenticateAt(NOW.plus(DAY).plus(DAY), root.pem(), certified(leaf, middle)),
        Reason.CERTIFICATE_EXPIRED);
  }

  @Test
  void namesAreComparedExactly() {
    Bundle bundle = certified(TestPki.signer(root, "signer", URI));
    accepted(authenticate(root.pem(), bundle, "https://other", URI));
    for (String other : List.of(URI + "/", URI.substring(1), "HTTPS://ci.example/release")) {
      refused(authenticate(root.pem(), bundle, other), Reason.NAME_NOT_ALLOWED);
    }
    refused(
        authenticate(root.pem(), certified(new Request("x").by(root)), "x"),
        Reason.NAME_NOT_ALLOWED);
    assertThatExceptionOfType(TrustMaterialException.class)
        .isThrownBy(() -> CertificateAuthority.of("ci", root.pem(), List.of("")))
        .withMessageContaining("0 characters");
  }

  @Test
  void whatACertificateSaysAboutItsUseMustAllowSigning() {
    accepted(authenticate(root.pem(), certified(new Request("s").anyPurpose().by(root))));
    accepted(authenticate(root.pem(), certified(new Request("s").keyUsage(0).by(root))));
    for (Request unfit :
        List.of(
            new Request("s").keyUsage(0).anyPurpose(),
            new Request("s").keyUsage(KeyUsage.keyEncipherment),
            new Request("s").purpose(KeyPurposeId.id_kp_serverAuth))) {
      refused(authenticate(root.pem(), certified(unfit.by(root))), Reason.CERTIFICATE_INVALID);
    }
  }

  @Test
  void refusesKeysOnOtherCurves() {
    Bundle good = certified(TestPki.signer(root, "signer", URI));
    Issued other = new Request("signer").curve("secp256r1").rsa().by(root);
    Bundle swapped =
        new Bundle(
            good.mediaType(), new CertificateChain(List.of(encoded(other))), good.envelope());
    refused(authenticate(root.pem(), swapped), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesASignatureByAnotherKeyThanTheLeafs() {
    Bundle one = certified(TestPki.signer(root, "one", URI));
    Bundle two = certified(TestPki.signer(root, "two", URI));
    refused(
        authenticate(root.pem(), new Bundle(one.mediaType(), one.material(), two.envelope())),
        Reason.SIGNATURE_INVALID);
  }

  @Test
  void refusesDamagedCertificates() {
    Bundle damaged =
        new Bundle(
            Bundle.MEDIA_TYPE,
            new CertificateChain(List.of(new byte[] {1, 2, 3})),
            new DsseEnvelope("type", new byte[0], new byte[] {1}));
    refused(authenticate(root.pem(), damaged), Reason.CERTIFICATE_INVALID);
  }

  @Test
  void refusesOtherMethods() {
    DsseEnvelope envelope = new DsseEnvelope("type", new byte[0], new byte[] {1});
    refused(
        authenticate(root.pem(), new Bundle(Bundle.MEDIA_TYPE, new PublicKeyHint("x"), envelope)),
        Reason.METHOD_DIFFERS);
    refused(
        authenticate(
            root.pem(),
            new Bundle(
                Bundle.MEDIA_TYPE,
                new SigstoreMaterial(new byte[] {1}, List.of("{}"), List.of()),
                envelope)),
        Reason.METHOD_DIFFERS);
  }

  @Test
  void refusesTrustMaterialThatIsNotACa() {
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

  private static byte[] encoded(Issued issued) {
    try {
      return issued.certificate().getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
