package dev.modelsigning.bundle;

import java.util.Arrays;
import java.util.List;

/** What a bundle says about its signer (OMS v1.0, 4.1): a claim, no proof. */
public sealed interface VerificationMaterial {
  /**
   * A fingerprint to find the key by, see {@link KeyHint}.
   *
   * @param hint may be empty; never relied on
   */
  record PublicKeyHint(String hint) implements VerificationMaterial {}

  /**
   * The key itself, in bundles of old signers; never trusted.
   *
   * @param bytes as found
   */
  @SuppressWarnings("ArrayRecordComponent") // copied and compared by content
  record RawPublicKey(byte[] bytes) implements VerificationMaterial {
    /** Copies. */
    public RawPublicKey {
      bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof RawPublicKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "RawPublicKey[" + bytes.length + " bytes]";
    }
  }

  /**
   * The signer's certificate and those above it.
   *
   * @param der one DER certificate each, the signer's first; at least one
   */
  record CertificateChain(List<byte[]> der) implements VerificationMaterial {
    /** Copies; refuses an empty chain. */
    public CertificateChain {
      der = der.stream().map(byte[]::clone).toList();
      if (der.isEmpty()) {
        throw new IllegalArgumentException("a chain has at least the signer's certificate");
      }
    }

    @Override
    public List<byte[]> der() {
      return der.stream().map(byte[]::clone).toList();
    }
  }

  /**
   * A Sigstore (keyless) signer, which this version recognises and does not verify.
   *
   * @param certificate DER
   * @param logEntries how many transparency log entries there are
   */
  @SuppressWarnings("ArrayRecordComponent") // copied and compared by content
  record SigstoreMaterial(byte[] certificate, int logEntries) implements VerificationMaterial {
    /** Copies. */
    public SigstoreMaterial {
      certificate = certificate.clone();
    }

    @Override
    public byte[] certificate() {
      return certificate.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SigstoreMaterial that
          && logEntries == that.logEntries
          && Arrays.equals(certificate, that.certificate);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(certificate);
    }

    @Override
    public String toString() {
      return "SigstoreMaterial[%d log entries]".formatted(logEntries);
    }
  }
}
