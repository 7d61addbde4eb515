// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/**
 * Compute resources of a container. The quantities are text: the definition checks their form, and
 * the API server judges them when the measuring Job is created. A type that parsed them here would
 * make one odd quantity an object that cannot be read, and with it every list of its kind.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ComputeResources {
  @JsonPropertyDescription(
      """
      Resources that the scheduler reserves for the container, by name. At most 16. Quantities are
      text: quote plain numbers. Example: {cpu: 500m, memory: 256Mi}.
      """)
  public Map<String, String> requests;

  @JsonPropertyDescription(
      """
      Resources that the container may use at most, by name. At most 16. Quantities are text: quote
      plain numbers. Example: {cpu: "4", memory: 512Mi}.
      """)
  public Map<String, String> limits;
}
