// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.FulcioCertificate;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.SigstoreIdentity;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.Map;

/**
 * Whether a bundle verifies for the identity that it states itself. Only its signer may ask this,
 * right after signing. It is never a reason to trust a model: anyone has some identity.
 */
public final class KeylessSelfCheck {
  private KeylessSelfCheck() {}

  /** Checks a bundle that was just signed with the services of this trusted root. */
  public static AuthenticationResult check(Bundle bundle, TrustedRoot root, Clock clock) {
    if (!(bundle.material() instanceof SigstoreMaterial material)) {
      return new NotAuthentic(
          Reason.METHOD_DIFFERS, "the bundle is not signed with a Sigstore identity");
    }
    SignerIdentityRule own;
    try {
      SigstoreIdentity claimed =
          FulcioCertificate.identity(Certificates.parse(material.certificate()));
      own =
          new SignerIdentityRule(
              TextRule.exactly(claimed.issuer()), TextRule.exactly(claimed.subject()), Map.of());
    } catch (CertificateException | TrustMaterialException e) {
      return new NotAuthentic(
          Reason.CERTIFICATE_INVALID,
          "the certificate does not name an identity: " + e.getMessage());
    }
    return new KeylessAuthority("the signer", root, own).authenticate(bundle, clock);
  }
}
