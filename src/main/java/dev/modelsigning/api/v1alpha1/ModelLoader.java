// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Pods that may fill claims: at least one of serviceAccounts and images says which. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.serviceAccounts) || has(self.images)",
    message =
        "a loader must have serviceAccounts or images, or both, because otherwise any pod could fill the claims: add for example serviceAccounts: [model-loader]")
public final class ModelLoader {
  @JsonPropertyDescription(
      """
      Name of the loader, unique in the policy, for messages. 1 to 63 lowercase letters, digits and
      '-'. Example: hub-mirror.
      """)
  @Required
  @Size(min = 1, max = 63)
  @ValidationRule(
      value = "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
      message = "must be a short name of lowercase letters, digits and '-', such as 'hub-mirror'")
  public String name;

  @JsonPropertyDescription(
      """
      Service accounts of the pods, by name, in whatever selected namespace. Whoever may create pods
      in a namespace may name any of its service accounts, so this keeps ordinary pods apart from
      loaders and is no protection against their authors; images is. 1 to 16 names of 1 to 253
      characters. Example: [model-loader].
      """)
  @Size(min = 1, max = 16)
  @ValidationRule(
      value = "self.all(s, s != 'default' && s.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$'))",
      message =
          "serviceAccounts must be names of service accounts, such as 'model-loader', and not 'default', which every pod has that names none: create a service account for the loader")
  public List<@Size(min = 1, max = CelRules.NAME_LENGTH) String> serviceAccounts;

  @JsonPropertyDescription(
      """
      Images that all containers of the pods run, each by its digest; registry and name do not
      matter. With serviceAccounts, both have to match. 1 to 16 entries of 73 to 512 characters.
      Example: ["registry.example.com/model-loader@sha256:0f2c..."].
      """)
  @Size(min = 1, max = 16)
  @ValidationRule(
      value = "self.all(i, i.matches('^[!-)+-~]+@sha256:[0-9a-f]{64}$'))",
      message =
          "images must be named by digest, such as 'registry.example.com/model-loader@sha256:' and 64 hexadecimal digits")
  public List<@Size(min = 73, max = CelRules.REFERENCE_LENGTH) String> images;

  @JsonPropertyDescription(
      """
      The claims that may be filled. Exact names, a prefix followed by '*', or '*' for all. 1 to 16
      entries of 1 to 253 characters. Example: ["models-*"].
      """)
  @Required
  @Size(min = 1, max = 16)
  @ValidationRule(
      value = "self.all(c, c.matches('^([a-z0-9][-a-z0-9.]*)?[*]?$'))",
      message =
          "claimNames must be names of claims, such as 'llama-3-8b', a prefix followed by '*' such as 'models-*', or '*'")
  public List<@Size(min = 1, max = CelRules.NAME_LENGTH) String> claimNames;
}
