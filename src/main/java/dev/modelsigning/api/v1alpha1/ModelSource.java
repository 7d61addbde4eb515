// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Where a model is stored: exactly one member is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "[has(self.persistentVolumeClaim), has(self.image)].exists_one(set, set)",
    message =
        "source must have exactly one of persistentVolumeClaim, image, such as {persistentVolumeClaim: {claimName: minilm}}: keep one and remove the other")
public final class ModelSource {
  @JsonPropertyDescription(
      """
      A directory on a PersistentVolumeClaim, in the namespace of this resource.
      """)
  public ClaimSource persistentVolumeClaim;

  @JsonPropertyDescription(
      """
      A directory in an OCI image, which pods mount as an image volume. What is verified is the
      digest, so the verdict holds for every repository that has the image.
      """)
  public ImageSource image;
}
