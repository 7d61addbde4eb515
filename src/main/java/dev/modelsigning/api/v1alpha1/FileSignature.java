// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A bundle in a file on the volume of the model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_PATH,
    fieldPath = ".path",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.RELATIVE_FILE,
    fieldPath = ".path",
    message = CelRules.RELATIVE_PATH_MESSAGE)
@ValidationRule(
    value = CelRules.PATH_WITHOUT_PARENT,
    fieldPath = ".path",
    message = CelRules.NO_PARENT_MESSAGE)
@ValidationRule(
    value = CelRules.PATH_WITHOUT_NUL,
    fieldPath = ".path",
    message = CelRules.NO_NUL_MESSAGE)
public final class FileSignature {
  @JsonPropertyDescription(
      """
      Path of the bundle, relative to the directory of the model. At most 4096 characters; no '..'
      or '.' segments, no leading '/'. Default: model.sig. The file itself is not part of what is
      signed. Example: signatures/release.sig.
      """)
  @Default("model.sig")
  @Size(max = CelRules.PATH_LENGTH)
  public String path;
}
