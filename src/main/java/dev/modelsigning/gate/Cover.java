// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.download.VerifyingGate;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.gate.loading.Section;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.ModelDirectory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What covers the directories of a source.
 *
 * @param objections why a directory is not covered; empty when it is
 * @param leftOut why what is loaded out of a covered directory is not signed, as a clause about it;
 *     empty when it is
 * @param unsigned where in covered directories something lies, or may, that nobody signed
 * @param hint what to do about it, made only for a directory that is refused
 */
record Cover(
    Function<Directory, Optional<String>> objections,
    Function<Directory, Optional<String>> leftOut,
    Supplier<List<Directory>> unsigned,
    Function<Directory, String> hint) {

  /** What a gate verifies: a volume, without the paths at which it accepts any content. */
  static Cover of(ClusterModelTrustPolicy policy, VerifyingGate gate) {
    List<Directory> accepted = accepted(policy);
    List<Directory> leftOut =
        Stream.of(
                accepted.stream(),
                gate.bundles().stream().map(Directory::of),
                Catalog.SHIPPED.entries(Section.IGNORED_PATHS).stream().map(Directory::of))
            .flatMap(paths -> paths)
            .map(Directory::inLowerCase)
            .toList();
    String why =
        "which container %s does not verify: signatures leave it out, or policy %s accepts it"
            .formatted(gate.container(), policy.getMetadata().getName());
    return new Cover(
        mounted -> Optional.empty(),
        named -> isAt(leftOut, named) ? Optional.of(why) : Optional.empty(),
        () -> accepted,
        named -> "name the folder that the gate verifies, or a file of it that is signed");
  }

  private static List<Directory> accepted(ClusterModelTrustPolicy policy) {
    return Stream.ofNullable(policy.getSpec().models)
        .flatMap(rules -> Stream.ofNullable(rules.ignoredPaths))
        .flatMap(List::stream)
        .map(Directory::of)
        .toList();
  }

  /** Whether a path is at or below one of these, which are in lower case, however it is spelled. */
  private static boolean isAt(List<Directory> leftOut, Directory named) {
    Directory lower = named.inLowerCase();
    Directory anywhere = named.onAnySystem();
    return leftOut.stream().anyMatch(path -> path.contains(lower) || path.contains(anywhere));
  }

  /** Each mounted directory needs a ModelSignature that covers it and satisfies the policy. */
  List<Finding> findings(
      ClusterModelTrustPolicy policy, MountedSource source, Map<String, LoadedModels> loaded) {
    // An ephemeral container may later mount the whole of a source that no container mounts yet.
    Set<String> mounted = new LinkedHashSet<>(source.mounts().isEmpty() ? List.of("") : List.of());
    String last = null;
    for (ClaimMount mount : source.mounts()) {
      if (!mount.subPath().equals(last)) {
        last = mount.subPath();
        mounted.add(last);
      }
    }
    List<Finding> findings = new ArrayList<>(0);
    for (String path : mounted) {
      Directory directory = Directory.of(path);
      objections
          .apply(directory)
          .map(found -> finding(policy, source, directory, found))
          .ifPresent(findings::add);
    }
    findings.addAll(leftOut(policy, source, loaded));
    return findings;
  }

  /** What containers load out of covered directories although nobody signed it. */
  List<Finding> leftOut(
      ClusterModelTrustPolicy policy, MountedSource source, Map<String, LoadedModels> loaded) {
    MountedSource.Loads loads = source.loads(loaded, unsigned);
    if (!loads.all()) {
      return List.of(tooMany(policy, source));
    }
    if (loads.named().isEmpty() && loads.lookedUp().isEmpty()) {
      return List.of();
    }
    return Stream.concat(
            refused(policy, source, loads.named(), "a container loads %s, %s"),
            refused(
                policy,
                source,
                loads.lookedUp(),
                "a container loads by a name, or by a relative path, that may lead into %s, %s"))
        .limit(PodDecision.FINDINGS)
        .toList();
  }

  private static Finding tooMany(ClusterModelTrustPolicy policy, MountedSource source) {
    return source.finding(
        policy,
        "containers name more models, or deeper paths, than are compared with what is signed",
        Finding.requiredSigners(policy),
        "name models by their mounted paths");
  }

  private Stream<Finding> refused(
      ClusterModelTrustPolicy policy, MountedSource source, Set<Directory> loaded, String found) {
    return loaded.stream()
        .flatMap(
            directory ->
                leftOut.apply(directory).stream()
                    .map(why -> found.formatted(directory.described(), why))
                    .map(text -> finding(policy, source, directory, text)));
  }

  private Finding finding(
      ClusterModelTrustPolicy policy, MountedSource source, Directory directory, String found) {
    return source.finding(policy, found, Finding.requiredSigners(policy), hint.apply(directory));
  }

  /**
   * What to do about a directory that ModelSignatures do not cover.
   *
   * @param known those of the source, at least one
   * @param refused whether something is wrong with the first one under the policy
   */
  static String advice(
      ClusterModelTrustPolicy policy,
      String namespace,
      List<ModelSignature> known,
      boolean refused,
      Directory mounted) {
    ModelSignature first = known.getFirst();
    String name = " -n " + namespace + " " + first.getMetadata().getName();
    String command = "kubectl describe modelsignature" + name;
    if (isUndeclared(known, mounted)) {
      return Finding.declaringToo(namespace, known, mounted, command);
    }
    return Optional.of(first)
        .filter(one -> refused)
        .flatMap(one -> remedy(one, policy))
        .map(remedy -> remedy + Finding.measuring(first, name) + " See " + command)
        .orElse(command);
  }

  /** A directory that no ModelSignature is about, whatever becomes of those that there are. */
  private static boolean isUndeclared(List<ModelSignature> known, Directory mounted) {
    return !mounted.isAmbiguous()
        && known.stream()
            .map(signature -> Directory.of(ModelDirectory.of(signature.getSpec().source)))
            .allMatch(root -> root.isApartFrom(mounted));
  }

  /** What the reason advises for which a policy rejects a ModelSignature. */
  private static Optional<String> remedy(ModelSignature signature, ClusterModelTrustPolicy policy) {
    return Stream.ofNullable(signature.getStatus())
        .flatMap(status -> Stream.ofNullable(status.policies))
        .flatMap(List::stream)
        .filter(judged -> isBy(policy, judged.uid) && judged.verdict == VerdictState.Rejected)
        .findFirst()
        .flatMap(judged -> Reason.of(judged.reason))
        .map(Reason::hint);
  }

  private static boolean isBy(ClusterModelTrustPolicy policy, String uid) {
    return Objects.equals(uid, policy.getMetadata().getUid());
  }
}
