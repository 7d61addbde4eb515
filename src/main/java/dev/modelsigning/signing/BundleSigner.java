package dev.modelsigning.signing;

import dev.modelsigning.bundle.BundleWriter;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ModelHasher;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.statement.StatementWriter;

/** From measured files to a signed bundle (OMS v1.0, 6.6 and 6.7). */
public final class BundleSigner {
  /** A signer of manifests. */
  public BundleSigner() {}

  /**
   * Signs a manifest.
   *
   * @param manifest as {@link ModelHasher} measured it, with the serialization to record
   * @return the bundle's JSON
   * @throws SigningException when the key refuses, or the manifest is empty
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
    return BundleWriter.write(signer.sign(Statement.PAYLOAD_TYPE, payload));
  }
}
