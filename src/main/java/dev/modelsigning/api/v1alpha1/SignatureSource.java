// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Where the detached OMS bundle is: exactly one member. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.file), has(self.inline), has(self.configMapKeyRef)].exists_one(set, set)",
    message =
        "signature must have exactly one of file, inline, configMapKeyRef: keep one and remove the others")
public final class SignatureSource {
  @JsonPropertyDescription("A file on the same volume.")
  public FileSignature file;

  @JsonPropertyDescription("The bundle itself.")
  public InlineSignature inline;

  @JsonPropertyDescription("A key of a ConfigMap in the namespace of this resource.")
  public ConfigMapKeyReference configMapKeyRef;
}
