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

/** From measured files to a signed bundle (OMS v1.0, 6.6 and 6.7). */
public final class BundleSigner {
  /** For the certificates, timestamps and log entries that are signed with. */
  private static final int ROOM_BESIDE_PAYLOAD = 1 << 20;

  /** A signer of manifests. */
  public BundleSigner() {}

  /**
   * Signs a manifest.
   *
   * @param manifest as {@link ModelHasher} measured it, with the serialization to record
   * @return the bundle's JSON
   * @throws SigningException when the key refuses, the manifest is empty, or nobody would ever
   *     verify what is stated; then with a {@link StatementFormatException} as its cause
   */
  public byte[] sign(Manifest manifest, ModelSigner signer) throws SigningException {
    return sign(manifest, Annotations.NONE, signer);
  }

  /**
   * Signs a manifest, and what else the signer states about the model.
   *
   * @param manifest as above
   * @param annotations shown to whoever verifies; possibly none
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

  /** What no verifier takes is not signed, nor put into a public log. */
  private static void readBack(byte[] payload) throws SigningException {
    try {
      StatementReader.read(payload);
      long encoded = (payload.length + 2L) / 3 * 4;
      if (encoded + ROOM_BESIDE_PAYLOAD > BundleLimits.MAX_BYTES) {
        throw new StatementFormatException(
            Reason.MALFORMED,
            "its %d bytes make a signature file of more than %d"
                .formatted(payload.length, BundleLimits.MAX_BYTES));
      }
    } catch (StatementFormatException e) {
      throw new SigningException("the statement would never verify: " + e.getMessage(), e);
    }
  }
}
