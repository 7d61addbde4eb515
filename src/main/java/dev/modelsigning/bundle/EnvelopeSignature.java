// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import dev.modelsigning.pki.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** Checks the one signature of an envelope over the bytes of its encoding. */
public final class EnvelopeSignature {
  private EnvelopeSignature() {}

  public static boolean isBy(PublicKey key, SignatureScheme scheme, DsseEnvelope envelope) {
    if (envelope.legacy() && scheme.isExperimental()) {
      return false; // nobody signed with these then
    }
    String algorithm = envelope.legacy() ? LegacyEncoding.JCA_NAME : scheme.jcaName();
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initVerify(key);
      signature.update(envelope.pae());
      return signature.verify(envelope.signature());
    } catch (SignatureException e) { // no DER, numbers out of range, wrong length
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks " + algorithm, e);
    }
  }
}
