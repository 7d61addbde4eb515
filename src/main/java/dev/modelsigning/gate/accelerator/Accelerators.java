// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.accelerator;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pod asks for accelerators, by the names that a policy lists ({@code
 * match.accelerators}). Requests and limits count, of the pod and of containers of every kind, and
 * claims of devices ({@code spec.resourceClaims}) whatever they are about. An amount of zero asks
 * for nothing; one that cannot be read does ask. Linear in the containers of the pod.
 */
public final class Accelerators {
  private Accelerators() {}

  /** Whether the policy judges the pod: always without a list, which narrows it. */
  public static boolean concern(ClusterModelTrustPolicy policy, Pod pod) {
    var spec = policy.getSpec();
    List<String> names = spec == null || spec.match == null ? null : spec.match.accelerators;
    return names == null || names.isEmpty() || pod.getSpec() == null || asks(pod.getSpec(), names);
  }

  private static boolean asks(PodSpec pod, List<String> names) {
    boolean claimsDevices = pod.getResourceClaims() != null && !pod.getResourceClaims().isEmpty();
    return claimsDevices
        || resources(pod)
            .flatMap(Accelerators::amounts)
            .filter(amount -> isPositive(amount.getValue()))
            .anyMatch(amount -> names.stream().anyMatch(name -> means(name, amount.getKey())));
  }

  private static Stream<ResourceRequirements> resources(PodSpec pod) {
    return Stream.concat(
            Stream.ofNullable(pod.getResources()),
            Stream.concat(
                Stream.of(listed(pod.getInitContainers()), listed(pod.getContainers()))
                    .flatMap(List::stream)
                    .map(Container::getResources),
                Stream.ofNullable(pod.getEphemeralContainers())
                    .flatMap(List::stream)
                    .map(container -> container.getResources())))
        .filter(Objects::nonNull);
  }

  private static Stream<Map.Entry<String, Quantity>> amounts(ResourceRequirements resources) {
    return Stream.of(listed(resources.getLimits()), listed(resources.getRequests()))
        .flatMap(amounts -> amounts.entrySet().stream());
  }

  private static boolean isPositive(@Nullable Quantity amount) {
    try {
      return amount == null || Quantity.getAmountInBytes(amount).compareTo(BigDecimal.ZERO) != 0;
    } catch (ArithmeticException | IllegalArgumentException e) {
      return true;
    }
  }

  /** A whole name, or a beginning followed by {@code *}. */
  private static boolean means(String listed, String resource) {
    return listed.endsWith("*")
        ? resource.startsWith(listed.substring(0, listed.length() - 1))
        : resource.equals(listed);
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static Map<String, Quantity> listed(@Nullable Map<String, Quantity> amounts) {
    return amounts == null ? Map.of() : amounts;
  }
}
