package dev.modelsigning.trust;

import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** Checks the one signature of an envelope over the bytes of its encoding. */
final class EnvelopeSignature {
  private EnvelopeSignature() {}

  static boolean isBy(PublicKey key, SignatureScheme scheme, DsseEnvelope envelope) {
    try {
      Signature ecdsa = Signature.getInstance(scheme.jcaName());
      ecdsa.initVerify(key);
      ecdsa.update(envelope.pae());
      return ecdsa.verify(envelope.signature());
    } catch (SignatureException e) { // no DER, or numbers out of range
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks " + scheme.jcaName(), e);
    }
  }
}
