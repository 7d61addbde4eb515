// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.api.v1alpha1.CachePolicy;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.manifest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A digest over all that a ModelSignature says about how its model is measured. It is the same
 * after an edit of when it is measured: of {@code suspend} and of the intervals. Inline bundles are
 * left out, which are known by digests of their own.
 */
public final class SpecDigest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String VERIFICATION = "verification";
  private static final String DEFAULT_TIMEOUT = "86400";

  private SpecDigest() {}

  /** Form: {@code sha256:} and 64 hexadecimal digits. */
  public static String of(ModelSignatureSpec spec) {
    ObjectNode tree = JSON.valueToTree(spec);
    ObjectNode options =
        tree.get(VERIFICATION) instanceof ObjectNode given ? given : tree.putObject(VERIFICATION);
    options.remove(List.of("suspend", "interval", "fingerprintInterval"));
    // The API server writes these defaults as soon as there are any options.
    putAgain(options, "cachePolicy", CachePolicy.Drop.name());
    putAgain(options, "timeoutSeconds", DEFAULT_TIMEOUT);
    tree.findParents("bundle").stream()
        .filter(ObjectNode.class::isInstance)
        .forEach(inline -> ((ObjectNode) inline).remove("bundle"));
    return "sha256:" + Digest.sha256(tree.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** At the end, so that the place does not tell whether it was given. */
  private static void putAgain(ObjectNode options, String name, String otherwise) {
    JsonNode given = options.remove(name);
    options.put(name, given == null ? otherwise : given.asText(otherwise));
  }
}
