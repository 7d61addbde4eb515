// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import java.io.OutputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/** Signs with what could be a signature of the algorithm and is none. */
record NoiseSigner(AlgorithmIdentifier algorithm) implements ContentSigner {
  /** RSASSA-PSS with a salt of 2 GiB: the JDK adds to that number when it checks a signature. */
  static final AlgorithmIdentifier HUGE_SALT =
      new AlgorithmIdentifier(
          PKCSObjectIdentifiers.id_RSASSA_PSS,
          new RSASSAPSSparams(
              new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256),
              new AlgorithmIdentifier(
                  PKCSObjectIdentifiers.id_mgf1,
                  new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
              new ASN1Integer(Integer.MAX_VALUE),
              new ASN1Integer(1)));

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return algorithm;
  }

  @Override
  public OutputStream getOutputStream() {
    return OutputStream.nullOutputStream();
  }

  @Override
  public byte[] getSignature() {
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
      return new byte[256];
    }
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.sha256WithRSAEncryption)) {
      byte[] number = new byte[2048];
      number[2047] = 2;
      return number;
    }
    // r = s = 1 passes the range checks of DSA, so that the powers are computed.
    return new byte[] {0x30, 6, 2, 1, 1, 2, 1, 1};
  }
}
