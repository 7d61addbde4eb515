// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The guard that this operator needs, read from the file that the install manifests are generated
 * from, and its comparison with what a cluster has.
 *
 * <p>Policies and bindings have to equal the expected ones, except for the defaults that the API
 * server fills in. A policy that was loosened, narrowed by a selector, or bound to audit only
 * counts as missing.
 */
final class ExpectedGuard {
  private static final String FILE = "/dev/modelsigning/guard/guard.yaml";
  private static final String NAMESPACE_PLACEHOLDER = "$(operatorNamespace)";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<GuardObject, JsonNode> specs;

  private ExpectedGuard(Map<GuardObject, JsonNode> specs) {
    this.specs = specs;
  }

  /**
   * A policy or a binding by kind and name.
   *
   * @param kind ValidatingAdmissionPolicy or ValidatingAdmissionPolicyBinding
   * @param name metadata.name
   */
  record GuardObject(String kind, String name) {
    static GuardObject of(HasMetadata resource) {
      return new GuardObject(resource.getKind(), resource.getMetadata().getName());
    }

    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /** Reads the guard for an operator that runs in this namespace; the client only parses YAML. */
  static ExpectedGuard forOperatorIn(String namespace, KubernetesClient client) {
    try (InputStream file = ExpectedGuard.class.getResourceAsStream(FILE)) {
      String yaml =
          new String(Objects.requireNonNull(file, FILE).readAllBytes(), StandardCharsets.UTF_8)
              .replace(NAMESPACE_PLACEHOLDER, namespace);
      Map<GuardObject, JsonNode> specs = new LinkedHashMap<>();
      for (HasMetadata resource : resources(yaml, client)) {
        specs.put(GuardObject.of(resource), normalisedSpec(resource));
      }
      return new ExpectedGuard(specs);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + FILE + " from the jar of this operator", e);
    }
  }

  private static List<HasMetadata> resources(String yaml, KubernetesClient client) {
    return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
  }

  boolean has(HasMetadata resource) {
    return specs.containsKey(GuardObject.of(resource));
  }

  /**
   * Compares with the policies and bindings of a cluster.
   *
   * @param installed what the cluster has; objects that are not part of the guard are ignored
   * @return what is missing or differs; empty when the guard is complete
   */
  Optional<String> missingFrom(List<? extends HasMetadata> installed) {
    Map<GuardObject, HasMetadata> present = new LinkedHashMap<>();
    for (HasMetadata resource : installed) {
      present.put(GuardObject.of(resource), resource);
    }
    List<String> faults = new ArrayList<>();
    specs.forEach(
        (key, spec) -> {
          HasMetadata found = present.get(key);
          if (found == null) {
            faults.add(key + " is missing");
          } else if (found.getMetadata().getDeletionTimestamp() != null) {
            faults.add(key + " is being deleted");
          } else {
            JsonNode actual = normalisedSpec(found);
            if (!spec.equals(actual)) {
              faults.add(key + " differs at " + GuardNormalisation.firstDifference(spec, actual));
            }
          }
        });
    return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
  }

  private static JsonNode normalisedSpec(HasMetadata resource) {
    Object spec =
        switch (resource) {
          case ValidatingAdmissionPolicy policy -> policy.getSpec();
          case ValidatingAdmissionPolicyBinding binding -> binding.getSpec();
          default ->
              throw new IllegalArgumentException(
                  "the guard may contain only admission policies and bindings, not a "
                      + resource.getKind());
        };
    return GuardNormalisation.normalised(MAPPER.valueToTree(spec));
  }
}
