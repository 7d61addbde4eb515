// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleSource;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.pki.PemBlocks;
import java.io.IOException;
import java.util.List;

/**
 * SHA-256 over the DER of certificates, for people who compare certificates. Nothing is verified.
 */
public final class Fingerprints {
  private Fingerprints() {}

  public static List<String> ofPem(String pem) {
    return PemBlocks.labelled(PemBlocks.CERTIFICATE, pem).stream().map(Fingerprints::of).toList();
  }

  /** Those of a bundle; none if it is malformed, which its verification reports. */
  public static List<String> ofBundle(byte[] bundle) {
    try {
      return switch (BundleReader.read(BundleSource.of(bundle)).material()) {
        case CertificateChain chain -> chain.der().stream().map(Fingerprints::of).toList();
        case SigstoreMaterial sigstore -> List.of(of(sigstore.certificate()));
        case PublicKeyHint ignored -> List.of();
        case RawPublicKey ignored -> List.of();
      };
    } catch (BundleFormatException | IOException e) {
      return List.of();
    }
  }

  static String of(byte[] der) {
    return "sha256:" + Digest.sha256(der).hex();
  }
}
