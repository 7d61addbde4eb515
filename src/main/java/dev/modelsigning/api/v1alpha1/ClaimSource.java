// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A directory on a PersistentVolumeClaim, or a file. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_SUB_PATH,
    fieldPath = ".subPath",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.RELATIVE_SUB_PATH,
    fieldPath = ".subPath",
    message = CelRules.RELATIVE_PATH_MESSAGE)
@ValidationRule(
    value = CelRules.SUB_PATH_WITHOUT_PARENT,
    fieldPath = ".subPath",
    message = CelRules.NO_PARENT_MESSAGE)
@ValidationRule(
    value = CelRules.SUB_PATH_WITHOUT_NUL,
    fieldPath = ".subPath",
    message = CelRules.NO_NUL_MESSAGE)
public final class ClaimSource {
  @JsonPropertyDescription(
      """
      Name of the PersistentVolumeClaim, in the namespace of this resource. 1 to 253 characters.
      Example: minilm.
      """)
  @Required
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  @ValidationRule(value = CelRules.OBJECT_NAME, message = CelRules.OBJECT_NAME_MESSAGE)
  public String claimName;

  @JsonPropertyDescription(
      """
      Directory of the model, or its only file, relative to the root of the volume. At most 4096
      characters; no '..' or '.' segments, no leading '/'. Default: the root of the volume. A pod
      may mount this directory or one below it; of a model that was signed with links, this
      directory itself or one above it, and of a snapshot of a Hugging Face cache
      (hub/models--org--name/snapshots/COMMIT) models--org--name or a directory above it. Example:
      models/all-minilm-l6-v2.
      """)
  @Size(max = CelRules.PATH_LENGTH)
  public String subPath;

  @JsonPropertyDescription(
      """
      How the model is stored on the volume. Directory: subPath contains the files of one model, as
      files or as links that its signature allows, or is its only file; the only layout so far.
      Default: Directory.
      """)
  @Default("Directory")
  public VolumeLayout layout;
}
