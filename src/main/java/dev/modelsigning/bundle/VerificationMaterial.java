// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import dev.modelsigning.pki.KeyHint;
import java.util.Arrays;
import java.util.List;

/** What a bundle states about its signer (OMS 1.0, 4.1), without proof. */
public sealed interface VerificationMaterial {
  /** The RFC 3161 responses in DER for the signature, not verified; possibly none. */
  default List<byte[]> timestamps() {
    return List.of();
  }

  /**
   * The fingerprint of the key, see {@link KeyHint}.
   *
   * @param hint may be empty; trust never depends on it
   */
  record PublicKeyHint(String hint) implements VerificationMaterial {}

  /**
   * The key itself, as pre-1.0 signers write it; never trusted.
   *
   * @param bytes as in the bundle
   */
  @SuppressWarnings("ArrayRecordComponent") // copied and compared by content
  record RawPublicKey(byte[] bytes) implements VerificationMaterial {
    /** Copies the array. */
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
   * The signer's certificate and those of its issuers.
   *
   * @param der the certificates in DER, the signer's first; at least one
   * @param timestamps RFC 3161 responses, possibly none
   */
  record CertificateChain(List<byte[]> der, List<byte[]> timestamps)
      implements VerificationMaterial {
    /** Copies the arrays; refuses an empty chain. */
    public CertificateChain {
      der = copied(der);
      timestamps = copied(timestamps);
      if (der.isEmpty()) {
        throw new IllegalArgumentException("a chain contains at least the signer's certificate");
      }
    }

    /** Creates a chain without timestamps. */
    public CertificateChain(List<byte[]> der) {
      this(der, List.of());
    }

    @Override
    public List<byte[]> der() {
      return copied(der);
    }

    @Override
    public List<byte[]> timestamps() {
      return copied(timestamps);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof CertificateChain that
          && Arrays.deepEquals(der.toArray(), that.der.toArray())
          && Arrays.deepEquals(timestamps.toArray(), that.timestamps.toArray());
    }

    @Override
    public int hashCode() {
      return Arrays.deepHashCode(der.toArray());
    }

    @Override
    public String toString() {
      return "CertificateChain[%d certificates, %d timestamps]"
          .formatted(der.size(), timestamps.size());
    }
  }

  /**
   * A Sigstore (keyless) signer.
   *
   * @param certificate in DER
   * @param logEntries the transparency log entries, each the JSON of a {@code
   *     TransparencyLogEntry}; at least one (OMS 1.0, 4.1)
   * @param timestamps RFC 3161 responses, possibly none
   */
  @SuppressWarnings("ArrayRecordComponent") // copied and compared by content
  record SigstoreMaterial(byte[] certificate, List<String> logEntries, List<byte[]> timestamps)
      implements VerificationMaterial {
    /** Copies the arrays; refuses an empty list of log entries. */
    public SigstoreMaterial {
      certificate = certificate.clone();
      logEntries = List.copyOf(logEntries);
      timestamps = copied(timestamps);
      if (logEntries.isEmpty()) {
        throw new IllegalArgumentException("a Sigstore signature has at least one log entry");
      }
    }

    @Override
    public byte[] certificate() {
      return certificate.clone();
    }

    @Override
    public List<byte[]> timestamps() {
      return copied(timestamps);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof SigstoreMaterial that
          && logEntries.equals(that.logEntries)
          && Arrays.equals(certificate, that.certificate)
          && Arrays.deepEquals(timestamps.toArray(), that.timestamps.toArray());
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(certificate);
    }

    @Override
    public String toString() {
      return "SigstoreMaterial[%d log entries]".formatted(logEntries.size());
    }
  }

  private static List<byte[]> copied(List<byte[]> lists) {
    return lists.stream().map(byte[]::clone).toList();
  }
}
