// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** What a signer states about the model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SignedAnnotation {
  @JsonPropertyDescription(
      """
      Key of the annotation.
      """)
  @Required
  @Size(max = 256)
  public String name;

  @JsonPropertyDescription(
      """
      Its value. Absent when it has more than 256 characters, so that no policy names it.
      """)
  @Size(max = 256)
  public String value;

  @JsonPropertyDescription(
      """
      The beginning of a value that is too long for value: at most 200 characters, the last of which
      is '…'. For people; no policy compares it.
      """)
  @Size(max = 256)
  public String cutValue;
}
