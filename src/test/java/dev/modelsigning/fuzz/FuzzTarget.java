// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import java.util.Locale;

/** What is fuzzed. A target returns for good input and for refused input, and throws for a find. */
public enum FuzzTarget {
  /** Bytes as a bundle. */
  BUNDLE(16 << 10),
  /** Bytes as a statement. */
  STATEMENT(8 << 10),
  /** Text as names of resources, through every format that carries them. */
  NAMES(1 << 10),
  /** Names and stretches of shards. */
  SHARDS(1 << 9),
  /** Bytes as the manifest that a measuring Job hands back. */
  MANIFEST(4 << 10),
  /** Text as the log of a measuring Job. */
  EVIDENCE(8 << 10),
  /** Text as the termination message of a measuring Job. */
  REPORT(5 << 10),
  /** DER certificates as the chain of a bundle. */
  CERTIFICATES(8 << 10),
  /** Bytes as an RFC 3161 timestamp. */
  TIMESTAMP(8 << 10),
  /** Text as a transparency log's entry. */
  LOG_ENTRY(8 << 10),
  /** Bytes as the certificate of a keyless signer. */
  KEYLESS_CERTIFICATE(4 << 10),
  /** Bytes as a trusted root. */
  TRUSTED_ROOT(8 << 10),
  /** Text as configured keys and CA certificates. */
  PEM(8 << 10),
  /** Text as the URI of a key on a token. */
  PKCS11_URI(1 << 9),
  /** Text as a private key. */
  PRIVATE_KEY(2 << 10),
  /** Text as the claims of an identity token. */
  TOKEN(1 << 10),
  /** Bytes as a signing configuration. */
  SIGNING_CONFIG(4 << 10),
  /** Signed bundles, damaged in one place or several: none may state anything else. */
  ACCEPTANCE(1 << 10);

  private final int maxLength;

  FuzzTarget(int maxLength) {
    this.maxLength = maxLength;
  }

  /** Runs the target once. */
  public void run(byte[] input) {
    switch (this) {
      case BUNDLE -> ReaderTargets.bundle(input);
      case STATEMENT -> ReaderTargets.statement(input);
      case NAMES -> NameTargets.names(input);
      case SHARDS -> ShardTargets.shards(input);
      case MANIFEST -> ReaderTargets.manifest(input);
      case EVIDENCE -> EvidenceTargets.evidence(input);
      case REPORT -> EvidenceTargets.report(input);
      case CERTIFICATES -> TrustTargets.certificates(input);
      case TIMESTAMP -> KeylessTargets.timestamp(input);
      case LOG_ENTRY -> KeylessTargets.logEntry(input);
      case KEYLESS_CERTIFICATE -> KeylessTargets.certificate(input);
      case TRUSTED_ROOT -> KeylessTargets.trustedRoot(input);
      case PEM -> TrustTargets.pem(input);
      case PKCS11_URI -> SigningTargets.pkcs11Uri(input);
      case PRIVATE_KEY -> SigningTargets.privateKey(input);
      case TOKEN -> SigningTargets.token(input);
      case SIGNING_CONFIG -> SigningTargets.signingConfig(input);
      case ACCEPTANCE -> AcceptanceTarget.verify(input);
    }
  }

  /** Longest input in bytes worth trying. */
  public int maxLength() {
    return maxLength;
  }

  /** The name of its folder of inputs. */
  public String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The target of a folder.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static FuzzTarget ofFolder(String folder) {
    return valueOf(folder.toUpperCase(Locale.ROOT));
  }
}
