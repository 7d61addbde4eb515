// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelRules;
import java.util.List;
import java.util.Objects;

/**
 * What a policy says holds no models. Names are chosen by the author of a pod, so they never decide
 * alone: what is mounted where servers look for models is not scratch.
 */
public final class Scratch {
  private final ModelPaths models;
  private final List<String> claims;
  private final List<String> volumes;
  private final List<Directory> paths;

  /**
   * @param claims names of claims, or prefixes followed by {@code *}
   * @param volumes names of a pod's volumes, or prefixes followed by {@code *}
   * @param paths directories in containers below which shared volumes are scratch
   */
  Scratch(ModelPaths models, List<String> claims, List<String> volumes, List<Directory> paths) {
    this.models = models;
    this.claims = List.copyOf(claims);
    this.volumes = List.copyOf(volumes);
    this.paths = List.copyOf(paths);
  }

  /** The rules of a policy; absent ones name nothing. */
  static Scratch of(ClusterModelTrustPolicy policy, ModelPaths models) {
    ModelRules rules = Objects.requireNonNullElseGet(policy.getSpec().models, ModelRules::new);
    return new Scratch(
        models,
        Objects.requireNonNullElse(rules.scratchClaims, List.of()),
        Objects.requireNonNullElse(rules.scratchVolumes, List.of()),
        rules.scratchPaths == null
            ? List.of()
            : rules.scratchPaths.stream().map(Directory::inContainer).toList());
  }

  /** Whether a policy names a claim as scratch; where it is mounted decides too, at admission. */
  public static boolean names(ClusterModelTrustPolicy policy, String claimName) {
    ModelRules rules = policy.getSpec() == null ? null : policy.getSpec().models;
    return rules != null && rules.scratchClaims != null && matches(rules.scratchClaims, claimName);
  }

  /** Whether any claim may hold no model. */
  boolean namesClaims() {
    return !claims.isEmpty();
  }

  /** Whether a claim that is mounted at these paths holds no model. */
  boolean coversClaim(String claimName, List<Directory> mounted) {
    return matches(claims, claimName) && mounted.stream().noneMatch(models::reach);
  }

  /** Whether a volume of a pod that is mounted at these paths holds no model. */
  boolean coversVolume(String volumeName, List<Directory> mounted) {
    boolean named = matches(volumes, volumeName);
    boolean placed =
        !mounted.isEmpty()
            && mounted.stream()
                .allMatch(path -> paths.stream().anyMatch(scratch -> scratch.contains(path)));
    return (named || placed) && mounted.stream().noneMatch(models::reach);
  }

  /** A lone {@code *} matches nothing: the CRD refuses it. */
  private static boolean matches(List<String> patterns, String name) {
    return patterns.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? pattern.length() > 1
                        && name.startsWith(pattern.substring(0, pattern.length() - 1))
                    : pattern.equals(name));
  }
}
