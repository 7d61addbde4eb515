// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Selects pods by their namespace, never by a label their author could leave off. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyMatch {
  @JsonPropertyDescription("Selects the namespaces; empty selects all but the excluded ones.")
  @Required
  public LabelSelector namespaceSelector;
}
