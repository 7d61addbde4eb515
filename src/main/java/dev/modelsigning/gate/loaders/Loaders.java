// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loaders;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelLoader;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The loaders of a policy that a pod matches: by its service account, and by the images of all its
 * containers. The author of a pod chooses the service account, so that it proves nothing about who
 * wrote the pod.
 */
final class Loaders {
  private final List<ModelLoader> matching;

  private Loaders(List<ModelLoader> matching) {
    this.matching = List.copyOf(matching);
  }

  /** Those of a policy that name the pod. */
  static Loaders of(ClusterModelTrustPolicy policy, PodSpec pod) {
    ModelRules rules = policy.getSpec().models;
    if (rules == null || rules.loaders == null) {
      return new Loaders(List.of());
    }
    return new Loaders(
        listed(rules.loaders).stream().filter(loader -> isNamed(loader, pod)).toList());
  }

  /** Whether the pod is no loader. */
  boolean areNone() {
    return matching.isEmpty();
  }

  /** The name of the first loader that may fill a claim of this name; empty when none may. */
  Optional<String> filling(String claimName) {
    return matching.stream()
        .filter(
            loader ->
                listed(loader.claimNames).stream().anyMatch(pattern -> matches(pattern, claimName)))
        .map(loader -> Objects.requireNonNullElse(loader.name, ""))
        .findFirst();
  }

  /** A loader that names neither, which the API server refuses, names no pod. */
  private static boolean isNamed(ModelLoader loader, PodSpec pod) {
    List<String> accounts = listed(loader.serviceAccounts);
    List<String> images = listed(loader.images);
    return !(accounts.isEmpty() && images.isEmpty())
        && (accounts.isEmpty() || accounts.contains(account(pod)))
        && (images.isEmpty() || runsOnly(pod, digests(images)));
  }

  private static String account(PodSpec pod) {
    return Objects.requireNonNullElse(pod.getServiceAccountName(), "");
  }

  private static Set<String> digests(List<String> images) {
    return images.stream()
        .flatMap(image -> ImageReference.of(image).digest().stream())
        .collect(Collectors.toSet());
  }

  private static boolean runsOnly(PodSpec pod, Set<String> digests) {
    List<Container> containers = MountedClaim.containers(pod);
    return !containers.isEmpty()
        && containers.stream()
            .allMatch(
                container ->
                    ImageReference.of(container.getImage())
                        .digest()
                        .filter(digests::contains)
                        .isPresent());
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : pattern.equals(name);
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
