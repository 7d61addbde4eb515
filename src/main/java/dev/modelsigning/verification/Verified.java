// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.trust.SignerFacts;

/**
 * A trusted signer signed exactly the measured files.
 *
 * @param signer who signed
 * @param manifestDigest identifies names and contents, see {@link
 *     dev.modelsigning.manifest.Manifest#canonicalDigest()} of what was measured
 * @param files the number of compared files
 * @param unsignedFilesIgnored whether unsigned files were accepted
 * @param annotations what the signer states about the model in addition to its files
 */
public record Verified(
    SignerFacts signer,
    Digest manifestDigest,
    long files,
    boolean unsignedFilesIgnored,
    Annotations annotations)
    implements Verdict {
  @Override
  public String message() {
    // No format string: every successful run needs this, and the JVM's formatter is slow to load.
    return files
        + (files == 1 ? " file" : " files")
        + " signed by '"
        + signer.authority()
        + "' ("
        + signer.method()
        + " "
        + signed()
        + ")"
        + (unsignedFilesIgnored ? "; unsigned files were ignored" : "");
  }

  private String signed() {
    return signer.identity().isPresent()
        ? signer.identity().get().subject() + ", issued by " + signer.identity().get().issuer()
        : signer.subject().orElse(signer.keyFingerprint());
  }

  @Override
  public String reasonText() {
    return "SignatureVerified";
  }
}
