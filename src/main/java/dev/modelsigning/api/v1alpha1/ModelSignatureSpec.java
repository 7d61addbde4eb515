// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What to verify: a model source and its detached signature. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
    """
    What to verify: the volume or image that holds the model, its signature, and how it is measured.
    """)
@ValidationRule(
    value =
        "!has(self.source.image) || !has(self.verification)"
            + " || (!has(self.verification.interval) && !has(self.verification.fingerprintInterval))",
    message =
        "interval and fingerprintInterval have no meaning for an image, which never changes under its digest: remove them")
public final class ModelSignatureSpec {
  @JsonPropertyDescription(
      """
      The volume or image, and the directory in it, that hold the model. Immutable: create another ModelSignature for
      another source.
      """)
  @Required
  @ValidationRule(
      value = CelRules.IMMUTABLE,
      message =
          "source is immutable: create another ModelSignature for another source, such as 'minilm-v2'")
  public ModelSource source;

  @JsonPropertyDescription(
      """
      Where the OMS bundle (the detached signature) is: exactly one of file, inline,
      configMapKeyRef. Default: the file model.sig in the directory of the model.
      """)
  public SignatureSource signature;

  @JsonPropertyDescription(
      """
      How the measuring Job runs. A change of any field starts a new measurement, and the verdict
      is Unknown until it has ended.
      """)
  public VerificationOptions verification;
}
