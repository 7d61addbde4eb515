// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What counts as a model, and what does not. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_IGNORED_PATHS,
    fieldPath = ".ignoredPaths",
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
public final class ModelRules {
  @JsonPropertyDescription(
      """
      Claims that do not hold models, so that pods may mount them unsigned and writable, except at
      model paths. Exact names, or a prefix followed by '*'. At most 64 entries of 1 to 253
      characters. Default: none. Pods in the selected namespaces choose which claim has such a
      name, so keep prefixes narrow. Example: ["cache-*", "datasets"].
      """)
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(c, c.matches('^[a-z0-9][-a-z0-9.]*[*]?$'))",
      message =
          "scratchClaims must be claim names such as 'datasets', or a prefix followed by '*' such as 'cache-*'; '*' alone would exempt every claim: list the scratch claims")
  public List<@Size(min = 1, max = CelRules.NAME_LENGTH) String> scratchClaims;

  @JsonPropertyDescription(
      """
      Paths of models at which there may be content that nobody signed, because signatures leave
      them out or because tools and file systems left it there: relative to the directory of the
      model, with everything below. What is signed there stays signed. Whoever can write
      there can change it unnoticed, and a server may load it, so name only what no server reads.
      Of .cache/huggingface, where servers look for models by their names, pods that load by name
      are refused: remove it instead. The bundle itself and small .gitattributes and .gitignore files need no entry. At most 64
      entries of 1 to 1024 characters. Default: none, so that a model with other content at
      ignored paths is refused (IgnoredContentPresent). Example: [".git", "logs"].
      """)
  @Size(max = 64)
  @ValidationRule(
      value =
          "self.all(p, !p.startsWith('/') && !p.endsWith('/') && !('/' + p + '/').contains('/../') && !('/' + p + '/').contains('/./') && !('/' + p + '/').contains('//') && !p.contains('*'))",
      message =
          "ignoredPaths must be relative to the model, without wildcards, '.', '..' or empty segments: write '.git', not './.git/' or '*'")
  public List<@Size(min = 1, max = 1024) String> ignoredPaths;

  @JsonPropertyDescription(
      """
      Volumes of pods that do not hold models, so that containers may share them, except at model
      paths: emptyDirs and ephemeral claims. Exact names, or a prefix followed by '*'. At most 64
      entries of 1 to 63 characters. Default: none. Example: ["shared-logs"].
      """)
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(v, v.matches('^[a-z0-9][-a-z0-9]*[*]?$'))",
      message =
          "scratchVolumes must be names of volumes such as 'shared-logs', or a prefix followed by '*' such as 'tmp-*'; '*' alone would exempt every volume: list the scratch volumes")
  public List<@Size(min = 1, max = 63) String> scratchVolumes;

  @JsonPropertyDescription(
      """
      Directories in containers that do not hold models: containers may share an emptyDir that
      all of them mount there or below, except at model paths. At most 64 entries of 2 to 1024
      characters. Default: none. Example: ["/var/log", "/tmp"].
      """)
  @Size(max = 64)
  @ValidationRule(value = CelRules.CONTAINER_PATHS, message = CelRules.CONTAINER_PATHS_MESSAGE)
  public List<@Size(min = 2, max = 1024) String> scratchPaths;

  @JsonPropertyDescription(
      """
      Drivers of inline CSI volumes that do not hold models, beside the usual ones for
      credentials. At most 32 entries of 1 to 63 characters. Default: none. Example:
      ["csi.example.com"].
      """)
  @Size(max = 32)
  @ValidationRule(
      value = "self.all(d, d.matches('^[a-zA-Z0-9]([-a-zA-Z0-9.]*[a-zA-Z0-9])?$'))",
      message =
          "scratchDrivers must be names of CSI drivers, such as 'secrets-store.csi.k8s.io': letters, digits, '-' and '.', starting and ending with a letter or a digit")
  public List<@Size(min = 1, max = 63) String> scratchDrivers;

  @JsonPropertyDescription(
      """
      Directories in containers where servers look for models, beside the usual ones. Nothing at,
      above or below them is scratch, and configuration volumes there count as models. At most 64
      entries of 2 to 1024 characters. Default: none. Example: ["/weights"].
      """)
  @Size(max = 64)
  @ValidationRule(value = CelRules.CONTAINER_PATHS, message = CelRules.CONTAINER_PATHS_MESSAGE)
  public List<@Size(min = 2, max = 1024) String> modelPaths;

  @JsonPropertyDescription(
      """
      Options of commands whose value names a model, beside those of known servers. At most 64
      entries of 2 to 64 characters, with dashes instead of underscores. Default: none. Example:
      ["--base-model"].
      """)
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(o, o.matches('^--?[a-zA-Z0-9][-a-zA-Z0-9]*$'))",
      message =
          "modelOptions must be options such as '--base-model': one or two dashes, then letters, digits and '-'; write '-' where the server accepts '_'")
  public List<@Size(min = 2, max = 64) String> modelOptions;

  @JsonPropertyDescription(
      """
      Environment variables whose value names a model, beside those of known servers. At most 64
      entries of 1 to 128 characters. Default: none. Example: ["BASE_MODEL"].
      """)
  @Size(max = 64)
  @ValidationRule(
      value = "self.all(v, v.matches('^[a-zA-Z_][a-zA-Z0-9_]*$'))",
      message =
          "modelVariables must be names of environment variables, such as 'BASE_MODEL': letters, digits and '_', not starting with a digit")
  public List<@Size(min = 1, max = 128) String> modelVariables;

  @JsonPropertyDescription(
      """
      Pods that may fill claims that are not verified. Such a pod has to end, mounts the claim
      writable, serves nothing, and is admitted while no other pod has the claim mounted. Nobody
      can load the model from its start until what it wrote has been measured and is verified. All
      else that this policy asks of pods it asks of loaders too. At most 16. Default: none.
      """)
  @Size(max = 16)
  @ValidationRule(
      value = "self.all(a, self.exists_one(b, b.name == a.name))",
      message =
          "the names of loaders must be unique: rename one of the two, for example to 'hub-mirror-2'")
  public List<ModelLoader> loaders;
}
