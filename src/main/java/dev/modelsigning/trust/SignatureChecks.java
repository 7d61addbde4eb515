// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Speeds up the first signature that a process creates or verifies. */
public final class SignatureChecks {
  /** The signature (1, 1) in DER: well-formed, but wrong. */
  private static final byte[] WRONG = {0x30, 6, 2, 1, 1, 2, 1, 1};

  private SignatureChecks() {}

  /**
   * Verifies a made-up signature on P-256 in a separate thread. The first verification of a process
   * loads the JDK's elliptic curves and compiles their arithmetic, a good part of a short run,
   * which can happen while the caller still reads its arguments. The result is ignored.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().name("signature-prepare").start(SignatureChecks::checkOne);
  }

  private static void checkOne() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
      KeyFactory keys = KeyFactory.getInstance("EC");
      PublicKey any = keys.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve));
      Signature ecdsa = Signature.getInstance("SHA256withECDSA");
      ecdsa.initVerify(keys.generatePublic(new X509EncodedKeySpec(any.getEncoded())));
      ecdsa.update(WRONG);
      ecdsa.verify(WRONG);
    } catch (GeneralSecurityException e) {
      // The real verification fails in the same way, and reports it.
      return;
    }
  }
}
