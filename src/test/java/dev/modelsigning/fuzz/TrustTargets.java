// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.AuthenticationResult;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Certificates of a bundle, which are hostile, and configured ones, which are only wrong. */
final class TrustTargets {
  private static final SignedModel KEY = SignedModel.load("key");
  private static final SignedModel CERTIFICATE = SignedModel.load("certificate");

  private TrustTargets() {}

  /** A chain: every certificate with its length in 16 bits before it. */
  static void certificates(byte[] input) {
    List<byte[]> chain = chain(input);
    if (chain.isEmpty() || chain.size() > BundleLimits.MAX_CERTIFICATES) {
      return;
    }
    Bundle kept = read(CERTIFICATE);
    Bundle bundle = new Bundle(kept.mediaType(), new CertificateChain(chain), kept.envelope());
    switch (CERTIFICATE.authority().authenticate(bundle, SignedModel.CLOCK)) {
      case Authentic(var signer) ->
          Oracle.check(
              signer.equals(CERTIFICATE.signer()), "another certificate is another signer");
      case NotAuthentic(var reason, String detail) ->
          Oracle.check(!detail.isEmpty(), "a refusal has a message");
    }
  }

  private static List<byte[]> chain(byte[] input) {
    List<byte[]> chain = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(input);
    while (rest.remaining() > 2) {
      byte[] der = new byte[Math.min(Short.toUnsignedInt(rest.getShort()), rest.remaining())];
      rest.get(der);
      if (der.length <= BundleLimits.MAX_CERTIFICATE_BYTES) {
        chain.add(der);
      }
    }
    return chain;
  }

  /** Configured text: usable, or refused with a message for who configured it. */
  static void pem(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      check(KEY, KeyAuthority.ofPem("fuzzed", text));
    } catch (TrustMaterialException e) {
      Oracle.check(
          String.valueOf(e.getMessage()).contains("fuzzed"), "a refusal names the authority");
    }
    try {
      check(CERTIFICATE, CertificateAuthority.of("fuzzed", text, List.of()));
    } catch (TrustMaterialException e) {
      Oracle.check(
          String.valueOf(e.getMessage()).contains("fuzzed"), "a refusal names the authority");
    }
  }

  private static void check(SignedModel model, Authority authority) {
    AuthenticationResult result = authority.authenticate(read(model), SignedModel.CLOCK);
    if (result instanceof Authentic(var signer)) {
      Oracle.check(
          signer.keyFingerprint().equals(model.signer().keyFingerprint()),
          "a signature is by the key that made it");
    }
  }

  private static Bundle read(SignedModel model) {
    try {
      return BundleReader.read(model.bundle());
    } catch (BundleFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
