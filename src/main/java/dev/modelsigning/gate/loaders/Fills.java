// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loaders;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The claims that a pod fills as a loader of a policy.
 *
 * @param claims their names; none of them is judged as a model
 * @param containers names of the containers that mount them
 * @param refused those that the pod may not fill now, and why
 */
public record Fills(
    Set<String> claims, Set<String> containers, Map<MountedClaim, Objection> refused) {
  /** Of a pod that is no loader. */
  public static final Fills NONE = new Fills(Set.of(), Set.of(), Map.of());

  /** Copies. */
  public Fills {
    claims = Set.copyOf(claims);
    containers = Set.copyOf(containers);
    refused = Map.copyOf(refused);
  }

  /**
   * Why a pod may not fill a claim now. All components are for people.
   *
   * @param found what is there
   * @param wanted what would be accepted
   * @param hint what to do
   */
  public record Objection(String found, String wanted, String hint) {}

  /**
   * What has to be known besides the pod.
   *
   * @param serves whether a container, by name, is a known server
   * @param reads whether a container, by name, loads a model from a volume
   * @param signatures the ModelSignatures of a claim
   * @param uses which other pods have a claim mounted
   */
  public record Surroundings(
      Predicate<String> serves,
      BiPredicate<String, String> reads,
      Function<String, List<ModelSignature>> signatures,
      Function<String, ClaimUse> uses) {}

  /**
   * What a pod fills. A claim that the pod only reads is not filled, nor is one whose mounts cannot
   * be told: as a raw block device, or with {@code subPathExpr}.
   *
   * @param claims the claims that it mounts and that are no scratch
   */
  public static Fills of(
      ClusterModelTrustPolicy policy,
      PodSpec pod,
      List<MountedClaim> claims,
      Surroundings surroundings) {
    Loaders loaders = Loaders.of(policy, pod);
    if (loaders.areNone()) {
      return NONE;
    }
    Set<String> filled = new HashSet<>();
    Set<String> containers = new HashSet<>();
    Map<MountedClaim, Objection> refused = new LinkedHashMap<>();
    Map<String, List<MountedClaim>> byName =
        claims.stream().collect(Collectors.groupingBy(MountedClaim::claimName));
    Map<String, Boolean> serving = new HashMap<>();
    byName.forEach(
        (name, mounted) -> {
          Optional<String> loader = loaders.filling(name);
          if (loader.isPresent() && isWritten(mounted)) {
            filled.add(name);
            mounted.forEach(
                claim -> claim.mounts().forEach(mount -> containers.add(mount.container())));
            filling(loader.get(), pod, mounted, surroundings, serving)
                .objection()
                .ifPresent(why -> refused.put(mounted.getFirst(), why));
          }
        });
    return new Fills(filled, containers, refused);
  }

  private static boolean isWritten(List<MountedClaim> mounted) {
    return mounted.stream().anyMatch(MountedClaim::writable)
        && mounted.stream()
            .allMatch(
                claim ->
                    claim.blockDevices().isEmpty()
                        && claim.mounts().stream().noneMatch(ClaimMount::expanded));
  }

  private static Filling filling(
      String loader,
      PodSpec pod,
      List<MountedClaim> mounted,
      Surroundings surroundings,
      Map<String, Boolean> serving) {
    String claim = mounted.getFirst().claimName();
    return new Filling(
        loader,
        pod,
        mounted,
        mounted.stream()
            .flatMap(
                volume ->
                    volume.mounts().stream()
                        .map(ClaimMount::container)
                        .distinct()
                        .filter(
                            container ->
                                serving.computeIfAbsent(container, surroundings.serves()::test)
                                    || surroundings.reads().test(container, volume.volumeName())))
            .distinct()
            .toList(),
        surroundings.signatures().apply(claim),
        () -> surroundings.uses().apply(claim));
  }
}
