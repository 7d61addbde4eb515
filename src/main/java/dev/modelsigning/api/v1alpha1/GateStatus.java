// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.List;

/** What gates of a policy need, as the operator published it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class GateStatus {
  @JsonPropertyDescription(
      """
      The operator's own image, for the container of a gate. It counts where spec.gate.images is
      empty. Example: registry.example.com/model-signature-operator@sha256:0f2c...
      """)
  public String image;

  @JsonPropertyDescription(
      """
      The digests by which that image counts. At most 8, each sha256: and 64 hexadecimal digits.
      """)
  public List<String> digests;

  @JsonPropertyDescription(
      """
      Fingerprint of what was published into the ConfigMaps model-signature-trust: everything of
      the specification that decides over content. While it is not that of the specification, as
      right after an edit, pods with gates are refused. Form: sha256: and 64 hexadecimal digits.
      """)
  public String trust;

  @JsonPropertyDescription(
      """
      Into how many namespaces it was published. 0 to 1000000.
      """)
  @Min(0)
  @Max(1_000_000)
  public Integer namespaces;
}
