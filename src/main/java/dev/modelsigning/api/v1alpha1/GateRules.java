// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Which containers count as gates. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class GateRules {
  @JsonPropertyDescription(
      """
      The images that a gate container may run, each by its digest; registry and name do not
      matter. Their entry point has to be that of the operator's image. At most 16 entries of 73 to
      512 characters. Default: the operator's own image, as status.gate.image shows it. Example:
      ["registry.example.com/model-signature-operator@sha256:0f2c..."].
      """)
  @Size(max = 16)
  @ValidationRule(
      value = "self.all(i, i.matches('^[!-)+-~]+@sha256:[0-9a-f]{64}$'))",
      message =
          "images must be named by digest, such as 'registry.example.com/model-signature-operator@sha256:' and 64 hexadecimal digits")
  public List<@Size(min = 73, max = 512) String> images;

  @JsonPropertyDescription(
      """
      Images that contain oms beside a program that downloads models: a container that runs 'oms
      gate DIR -- COMMAND' with one of them is a gate too. At most 16. Default: none. Whoever lists
      one vouches that its command, with the listed variables and any further arguments, does
      nothing to oms while both run.
      """)
  @Size(max = 16)
  public List<GateDownloader> downloaders;
}
