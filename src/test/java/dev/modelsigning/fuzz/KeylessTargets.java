// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.AuthenticationResult;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The parts of keyless bundles that libraries parse, and trusted roots. */
final class KeylessTargets {
  private static final SignedModel V1 = SignedModel.load("sigstore-v1");
  private static final SignedModel V2 = SignedModel.load("sigstore-v2");

  private KeylessTargets() {}

  /** Bytes as the timestamp of a bundle whose log tells no time. */
  static void timestamp(byte[] input) {
    SigstoreMaterial kept = material(V2);
    if (input.length <= BundleLimits.MAX_TIMESTAMP_BYTES) {
      check(V2, new SigstoreMaterial(kept.certificate(), kept.logEntries(), List.of(input)));
    }
  }

  /** Text as the log entry of a bundle. */
  static void logEntry(byte[] input) {
    String entry = new String(input, StandardCharsets.UTF_8);
    check(V1, new SigstoreMaterial(material(V1).certificate(), List.of(entry), List.of()));
  }

  /** Bytes as the certificate of a bundle. */
  static void certificate(byte[] input) {
    SigstoreMaterial kept = material(V1);
    check(V1, new SigstoreMaterial(input, kept.logEntries(), List.of()));
  }

  private static void check(SignedModel model, SigstoreMaterial material) {
    Bundle kept = read(model);
    AuthenticationResult result =
        model
            .authority()
            .authenticate(
                new Bundle(kept.mediaType(), material, kept.envelope()), SignedModel.CLOCK);
    switch (result) {
      case Authentic(var signer) ->
          Oracle.check(signer.equals(model.signer()), "other material is another signer");
      case NotAuthentic(var reason, String detail) ->
          Oracle.check(!detail.isEmpty(), "a refusal has a message");
    }
  }

  /** Bytes as a trusted root: with all keys of the right one it vouches for the same signer. */
  static void trustedRoot(byte[] input) {
    try {
      AuthenticationResult result =
          SignedModel.keyless(input).authenticate(read(V1), SignedModel.CLOCK);
      if (result instanceof Authentic(var signer)) {
        Oracle.check(signer.equals(V1.signer()), "a trusted root changes no signer");
      }
    } catch (TrustMaterialException e) {
      Oracle.check(!String.valueOf(e.getMessage()).isEmpty(), "a refusal has a message");
    }
  }

  private static SigstoreMaterial material(SignedModel model) {
    return (SigstoreMaterial) read(model).material();
  }

  private static Bundle read(SignedModel model) {
    try {
      return BundleReader.read(model.bundle());
    } catch (BundleFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
