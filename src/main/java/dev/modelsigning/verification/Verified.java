// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.trust.SignerFacts;

/**
 * A trusted signer signed exactly the measured files.
 *
 * @param signer who
 * @param manifestDigest identifies names and contents, see {@link
 *     dev.modelsigning.manifest.Manifest#canonicalDigest()} of what was measured
 * @param files how many files were compared
 * @param unsignedFilesIgnored whether files that are not signed were to be ignored
 * @param annotations what the signer states about the model beside its files
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
    // No format string: this is on the way of every good run, and the JVM's formatter is slow to
    // load.
    return files
        + (files == 1 ? " file" : " files")
        + " signed by '"
        + signer.authority()
        + "' ("
        + signer.method()
        + " "
        + signed()
        + ")"
        + (unsignedFilesIgnored ? "; files that are not signed were ignored" : "");
  }

  private String signed() {
    return signer.identity().isPresent()
        ? signer.identity().get().subject() + ", vouched for by " + signer.identity().get().issuer()
        : signer.subject().orElse(signer.keyFingerprint());
  }

  @Override
  public String reasonText() {
    return "SignatureVerified";
  }
}
