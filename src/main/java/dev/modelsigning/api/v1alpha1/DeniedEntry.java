// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What a policy refuses whoever signed it: exactly one of digest and key is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.digest) != has(self.key)",
    message =
        "an entry of deny must have exactly one of digest and key: to deny a model and a key, write an entry for each")
@ValidationRule(
    value = "!has(self.key) || self.key.matches('^[0-9a-f]{64}$')",
    fieldPath = ".key",
    message =
        "must be the fingerprint of a key as status.signer.keyFingerprint shows it: 64 lowercase hexadecimal digits, without 'sha256:'")
@ValidationRule(
    value = "!has(self.digest) || self.digest.matches('^sha256:[0-9a-f]{64}$')",
    fieldPath = ".digest",
    message =
        "must be the digest of a model as status.manifest.digest shows it, or of an image as status.image.digest shows it: 'sha256:' and 64 lowercase hexadecimal digits")
public final class DeniedEntry {
  @JsonPropertyDescription(
      """
      Digest of the content of a model, as status.manifest.digest of its ModelSignature shows it, or
      of an image, as status.image.digest shows it. The same files that are hashed in another way (another algorithm, shards, other ignored
      paths) have another digest. Form: sha256: and 64 hexadecimal digits, 71 characters.
      """)
  @Size(max = 71)
  public String digest;

  @JsonPropertyDescription(
      """
      Fingerprint of a signing key, as status.signer.keyFingerprint of a ModelSignature shows it:
      whatever it signed is refused, with a certificate too, and whoever else signed the model in
      the same ModelSignature. Keyless signers have a new key each time: deny the digest instead.
      64 hexadecimal digits.
      """)
  @Size(max = 64)
  public String key;

  @JsonPropertyDescription(
      """
      Why, for the authors of pods: verdicts show it, and refusals of what a ModelSignature of the
      namespace names. 1 to 256 characters. Example:
      key lost on 2026-11-02, see incident 42.
      """)
  @Required
  @Size(min = 1, max = 256)
  public String reason;
}
