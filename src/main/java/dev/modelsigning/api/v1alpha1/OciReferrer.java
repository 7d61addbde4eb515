// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A bundle that is attached to the image of the model, in its registry. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class OciReferrer {
  @JsonPropertyDescription(
      """
      Digest of the manifest of the artifact that holds the bundle: 71 characters, 'sha256:' and 64
      lowercase hexadecimal digits. Default: the only artifact of the image that is a Sigstore
      bundle and does not say that it is about something else than a model; where there are several,
      none is taken, and the message lists them. Who names the digest does not depend on what others attach later.
      Example: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.
      """)
  @Size(min = 71, max = 71)
  @ValidationRule(value = CelRules.DIGEST, message = CelRules.DIGEST_MESSAGE)
  public String digest;
}
