// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** A directory in an OCI image that is named by its digest. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_PATH,
    fieldPath = ".path",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
@ValidationRule(
    value = CelRules.ABSOLUTE_PATH_OF_IMAGE,
    fieldPath = ".path",
    message = CelRules.ABSOLUTE_PATH_MESSAGE)
@ValidationRule(
    value = CelRules.PATH_WITHOUT_PARENT,
    fieldPath = ".path",
    message = CelRules.NO_PARENT_MESSAGE)
@ValidationRule(
    value = CelRules.PATH_WITHOUT_NUL,
    fieldPath = ".path",
    message = CelRules.NO_NUL_MESSAGE)
public final class ImageSource {
  @JsonPropertyDescription(
      """
      The image, by its digest: registry and name, '@sha256:' and 64 lowercase hexadecimal digits.
      A tag before the digest has no meaning. At most 512 characters. The measuring Job mounts the
      image as an image volume (Kubernetes 1.35 or newer has them enabled by default), once: what has
      this digest never changes. Example:
      registry.example.com/models/minilm@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.
      """)
  @Required
  @Size(min = 1, max = CelRules.REFERENCE_LENGTH)
  @ValidationRule(value = CelRules.PINNED, message = CelRules.PINNED_MESSAGE)
  @ValidationRule(value = CelRules.IMAGE_NAME, message = CelRules.IMAGE_NAME_MESSAGE)
  public String reference;

  @JsonPropertyDescription(
      """
      Directory of the model in the image, or its only file. An absolute path, at most 4096
      characters; no empty, '..' or '.' segments. Default: / (the whole image). A pod may mount this
      directory or one below it, with the subPath of its mount, if nothing unsigned lies beside it
      in the image; of a model that was signed with links, the directory itself or one above it.
      Example: /models.
      """)
  @Size(max = CelRules.PATH_LENGTH)
  public String path;

  @JsonPropertyDescription(
      """
      Names of Secrets of type kubernetes.io/dockerconfigjson in the namespace of this resource, with
      which the measuring pod pulls the image. At most 4, each 1 to 253 characters. Default: those of
      the namespace's default service account. Example: [models-registry].
      """)
  @Size(max = 4)
  @ValidationRule(value = CelRules.OBJECT_NAMES, message = CelRules.OBJECT_NAMES_MESSAGE)
  public List<@Size(min = 1, max = CelRules.NAME_LENGTH) String> pullSecrets;
}
