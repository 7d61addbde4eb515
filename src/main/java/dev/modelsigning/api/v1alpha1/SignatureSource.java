// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the detached OMS bundle is: exactly one member is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.file), has(self.inline), has(self.configMapKeyRef)].exists_one(set, set)",
    message =
        "signature must have exactly one of file, inline, configMapKeyRef, such as {file: {path: model.sig}}: keep one and remove the others")
public final class SignatureSource {
  @JsonPropertyDescription(
      """
      The bundle is a file on the volume, or in the image, of the model. An empty object ({}) means model.sig in the
      directory of the model.
      """)
  public FileSignature file;

  @JsonPropertyDescription(
      """
      The bundle is in this resource. Signing jobs write it here.
      """)
  public InlineSignature inline;

  @JsonPropertyDescription(
      """
      The bundle is in a ConfigMap of the same namespace. For volumes that must not be written to.
      The operator reads it again every 30 seconds, unless configured otherwise.
      """)
  public ConfigMapKeyReference configMapKeyRef;
}
