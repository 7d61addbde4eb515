// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What counts as a model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ModelRules {
  @JsonPropertyDescription(
      """
      Claims that do not hold models, so that pods may mount them unsigned and writable. Exact
      names, or a prefix followed by '*'. At most 64 entries of 1 to 253 characters. Default:
      none. Pods in the selected namespaces choose which claim has such a name, so keep prefixes
      narrow. Example: ["cache-*", "datasets"].
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
      them out: relative to the directory of the model, with everything below. Whoever can write
      there can change it unnoticed, and a server may load it, so name only what no server reads.
      The bundle itself and small .gitattributes and .gitignore files need no entry. At most 64
      entries of 1 to 1024 characters. Default: none, so that a model with other content at
      ignored paths is refused (IgnoredContentPresent). Example: [".git", ".cache/huggingface"].
      """)
  @Size(max = 64)
  @ValidationRule(
      value =
          "self.all(p, !p.startsWith('/') && !p.endsWith('/') && !('/' + p + '/').contains('/../') && !('/' + p + '/').contains('/./') && !('/' + p + '/').contains('//') && !p.contains('*'))",
      message =
          "ignoredPaths must be relative to the model, without wildcards, '.', '..' or empty segments: write '.git', not './.git/' or '*'")
  public List<@Size(min = 1, max = 1024) String> ignoredPaths;
}
