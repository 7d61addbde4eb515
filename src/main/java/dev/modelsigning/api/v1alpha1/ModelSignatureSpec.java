// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

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
@ValidationRule(
    value =
        "has(self.source.image) || ((!has(self.signature) || !has(self.signature.ociReferrer))"
            + " && (!has(self.additionalSignatures)"
            + " || self.additionalSignatures.all(s, !has(s.ociReferrer))))",
    message =
        "ociReferrer needs source.image, because the bundle is attached to the image in its registry: for a claim use file, inline or configMapKeyRef")
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
      configMapKeyRef, ociReferrer. Default: the file model.sig in the directory of the model.
      """)
  public SignatureSource signature;

  @JsonPropertyDescription(
      """
      Further bundles over the same content, by other signers, for policies with
      requirements.minimumMatches: each inline, in a ConfigMap or attached to the image. The files are measured as the
      first trusted bundle says, so all signers have to sign with the same options, ignored paths
      included. At most 7. Default: none. Example: [{configMapKeyRef: {name: minilm-second, key:
      model.sig}}].
      """)
  @Size(max = 7)
  @ValidationRule(
      value = "self.all(s, !has(s.file))",
      message =
          "additionalSignatures must not be files: put the bundle into a ConfigMap, such as {configMapKeyRef: {name: minilm-second, key: model.sig}}, or inline")
  public List<SignatureSource> additionalSignatures;

  @JsonPropertyDescription(
      """
      How the measuring Job runs. A change of any field but suspend, interval and
      fingerprintInterval starts a new measurement, and the verdict is Unknown until it has ended.
      """)
  public VerificationOptions verification;
}
