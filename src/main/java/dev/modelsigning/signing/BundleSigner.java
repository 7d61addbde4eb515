// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementFormatException;
import dev.modelsigning.statement.StatementFormatException.Reason;
import dev.modelsigning.statement.StatementReader;
import dev.modelsigning.statement.StatementWriter;

/** Turns measured files into a signed bundle (OMS 1.0, 6.6 and 6.7). */
public final class BundleSigner {
  /** Space in a bundle for certificates, timestamps and log entries, in bytes. */
  private static final int SPACE_AFTER_PAYLOAD = 1 << 20;

  private final int maxBytes;

  /** Creates a signer of manifests. */
  public BundleSigner() {
    this(BundleLimits.MAX_STREAMED_BYTES);
  }

  /** Creates one whose bundles have at most this many bytes. */
  BundleSigner(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Signs a manifest.
   *
   * @param manifest measured by {@link ModelHasher}, with the serialization to record
   * @return the bundle's JSON
   * @throws SigningException if signing fails, if the manifest is empty, or if no verifier would
   *     accept the statement; then with a {@link StatementFormatException} as its cause
   */
  public byte[] sign(Manifest manifest, ModelSigner signer) throws SigningException {
    return sign(manifest, Annotations.NONE, signer);
  }

  /**
   * Signs a manifest with annotations about the model.
   *
   * @param manifest as above
   * @param annotations shown by verifiers; possibly none
   * @return the bundle's JSON
   * @throws SigningException as above
   */
  public byte[] sign(Manifest manifest, Annotations annotations, ModelSigner signer)
      throws SigningException {
    if (manifest.entries().isEmpty()) {
      throw new SigningException("the model has no files to sign");
    }
    byte[] payload = StatementWriter.write(manifest, annotations);
    readBack(payload);
    return BundleWriter.write(signer.sign(Statement.PAYLOAD_TYPE, payload));
  }

  /** What no verifier accepts must not be signed, nor put into a public log. */
  private void readBack(byte[] payload) throws SigningException {
    try {
      StatementReader.read(payload);
      long encoded = (payload.length + 2L) / 3 * 4;
      if (encoded + SPACE_AFTER_PAYLOAD > maxBytes) {
        throw new StatementFormatException(
            Reason.MALFORMED,
            "its %d bytes need a signature file of more than %d bytes"
                .formatted(payload.length, maxBytes));
      }
    } catch (StatementFormatException e) {
      throw new SigningException("no verifier would accept the statement: " + e.getMessage(), e);
    }
  }
}
