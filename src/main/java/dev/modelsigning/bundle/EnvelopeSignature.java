// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import dev.modelsigning.pki.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** Verifies the one signature of an envelope over the bytes of its encoding. */
public final class EnvelopeSignature {
  /** ECDSA over a digest that was made before: the payload may be long, or elsewhere. */
  private static final String OVER_DIGEST = "NONEwithECDSA";

  private EnvelopeSignature() {}

  /**
   * Whether the signature is by this key over this envelope. The key decides the algorithm, never
   * the bundle.
   *
   * @param scheme of the key
   */
  public static boolean isBy(PublicKey key, SignatureScheme scheme, DsseEnvelope envelope) {
    if (scheme.isExperimental() && (envelope.legacy() || envelope.isDigested())) {
      // Pre-1.0 signers never used these, and they sign the whole payload instead of a digest.
      return false;
    }
    String algorithm = envelope.legacy() ? LegacyEncoding.JCA_NAME : scheme.jcaName();
    try {
      Signature signature =
          Signature.getInstance(hashedHere(scheme, envelope) ? OVER_DIGEST : algorithm);
      signature.initVerify(key);
      signature.update(
          hashedHere(scheme, envelope)
              ? envelope.signedDigest(scheme.digestName())
              : envelope.pae());
      return signature.verify(envelope.signature());
    } catch (SignatureException e) { // not DER, numbers out of range, wrong length
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform does not support " + algorithm, e);
    }
  }

  private static boolean hashedHere(SignatureScheme scheme, DsseEnvelope envelope) {
    return !envelope.legacy() && !scheme.isExperimental();
  }
}
