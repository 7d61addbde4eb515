// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What is left out, and the name of the result. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class SigningOptions {
  @JsonPropertyDescription("Paths relative to the model that are not signed.")
  @Size(max = 128)
  @ValidationRule(
      value =
          "self.all(p, p.size() > 0 && !p.startsWith('/') && !('/' + p + '/').contains('/../') && !('/' + p + '/').contains('//') && !p.contains('\\u0000'))",
      message =
          "ignorePaths must be relative to the model, without '..' or empty segments: write 'logs/run.txt', not '/logs/run.txt'")
  public List<@Size(max = 1024) String> ignorePaths;

  @JsonPropertyDescription("Name of the ModelSignature to write; default: the name of the claim.")
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
  public String modelSignatureName;
}
