// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a status is worth writing. What it repeats of the policies as they were is not: their
 * modes, the digests over all their authorities, and the assurance, which follows from the modes.
 * An edit of a policy would rewrite every ModelSignature for it. It comes along with the next real
 * change.
 */
public final class SameStatus {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final List<String> REPEATED = List.of("mode", "authoritiesDigest");

  private SameStatus() {}

  /** Whether both say the same, apart from what they repeat. */
  public static boolean isSaid(@Nullable ModelSignatureStatus stored, ModelSignatureStatus now) {
    return stored != null && decisive(stored).equals(decisive(now));
  }

  private static JsonNode decisive(ModelSignatureStatus status) {
    JsonNode all = JSON.valueToTree(status);
    leaveOut(all.path("policies"));
    all.path("nodes").forEach(node -> leaveOut(node.path("policies")));
    if (all.path("volume") instanceof ObjectNode volume) {
      volume.remove("assurance");
    }
    return all;
  }

  private static void leaveOut(JsonNode policies) {
    policies.forEach(
        policy -> {
          if (policy instanceof ObjectNode verdict) {
            verdict.remove(REPEATED);
          }
        });
  }
}
