// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A bundle in a file on the volume of the model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class FileSignature {
  @JsonPropertyDescription(
      """
      Path of the bundle, relative to the directory of the model. At most 4096 characters; no '..'
      or '.' segments, no leading '/'. Default: model.sig. The file itself is not part of what is
      signed. Example: signatures/release.sig.
      """)
  @Default("model.sig")
  @Size(max = CelRules.PATH_LENGTH)
  @ValidationRule(value = CelRules.RELATIVE_PATH, message = CelRules.RELATIVE_PATH_MESSAGE)
  @ValidationRule(value = CelRules.NO_PARENT, message = CelRules.NO_PARENT_MESSAGE)
  @ValidationRule(value = CelRules.NO_NUL, message = CelRules.NO_NUL_MESSAGE)
  public String path;
}
