// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ReadOnlyRequirement;
import dev.modelsigning.gate.Finding.MountedSource;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the claims that a pod mounts against one policy. */
final class ClaimRules {
  private final ClusterView cluster;
  private final SignatureLookup lookup;

  ClaimRules(ClusterView cluster, SignatureLookup lookup) {
    this.cluster = cluster;
    this.lookup = lookup;
  }

  /**
   * What covers the directories of a source.
   *
   * @param objections why a directory is not covered; empty when it is
   * @param hint what to do about it
   */
  record Cover(Function<Directory, Optional<String>> objections, String hint) {}

  /**
   * Empty when the policy is satisfied. None of the claims is scratch.
   *
   * @param node where the pod runs, once that is known
   */
  List<Finding> findings(
      ClusterModelTrustPolicy policy,
      String namespace,
      List<MountedClaim> claims,
      Optional<String> node) {
    // Several volumes may name one claim, which has as many ModelSignatures as its namespace likes.
    Map<String, Cover> covers = new HashMap<>();
    List<Finding> findings = new ArrayList<>();
    for (MountedClaim claim : claims) {
      var unverifiable = unverifiableUse(policy, claim);
      if (unverifiable.isPresent()) {
        findings.add(unverifiable.get());
      } else {
        findings.addAll(
            unsigned(
                policy,
                MountedSource.of(claim),
                covers.computeIfAbsent(
                    claim.claimName(), name -> cover(policy, namespace, name, node))));
        writable(policy, claim).ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** Whether a ModelSignature names the claim as a source of a model. */
  boolean isNamed(String namespace, String claimName) {
    return !cluster.signatures(namespace, claimName).isEmpty();
  }

  private Cover cover(
      ClusterModelTrustPolicy policy, String namespace, String claimName, Optional<String> node) {
    Optional<VolumeIdentity> current = cluster.identity(namespace, claimName);
    Coverage coverage =
        new Coverage(
            cluster.signatures(namespace, claimName),
            signature ->
                lookup.objection(signature, policy, current).or(() -> elsewhere(signature, node)));
    return new Cover(
        coverage::objections,
        describe(namespace, coverage).orElse("kubectl get modelsignatures -n " + namespace));
  }

  /** A directory of a node was verified on one node; another one may hold other files there. */
  private static Optional<String> elsewhere(ModelSignature signature, Optional<String> node) {
    return Optional.ofNullable(signature.getStatus().volume)
        .flatMap(volume -> Optional.ofNullable(volume.nodeName))
        .filter(verified -> node.filter(wanted -> !wanted.equals(verified)).isPresent())
        .map(
            verified ->
                "ModelSignature "
                    + signature.getMetadata().getName()
                    + " was verified on node "
                    + verified
                    + ", and the pod is to run on node "
                    + node.orElseThrow());
  }

  private static Optional<Finding> unverifiableUse(
      ClusterModelTrustPolicy policy, MountedClaim claim) {
    if (!claim.blockDevices().isEmpty()) {
      return Optional.of(
          MountedSource.of(claim)
              .finding(
                  policy,
                  "used as a raw block device by " + String.join(", ", claim.blockDevices()),
                  "a mounted file system, whose files can be verified",
                  "use volumeMounts instead of volumeDevices"));
    }
    return expanded(policy, MountedSource.of(claim));
  }

  static Optional<Finding> expanded(ClusterModelTrustPolicy policy, MountedSource source) {
    return source.mounts().stream()
        .filter(ClaimMount::expanded)
        .findFirst()
        .map(
            mount ->
                source.finding(
                    policy,
                    "mounted with subPathExpr in container " + mount.container(),
                    "a plain subPath, which can be compared with what was verified",
                    "use subPath instead of subPathExpr"));
  }

  /** Each mounted directory needs a ModelSignature that covers it and satisfies the policy. */
  static List<Finding> unsigned(ClusterModelTrustPolicy policy, MountedSource source, Cover cover) {
    // An ephemeral container may later mount the whole of a source that no container mounts yet.
    Stream<String> mounted =
        source.mounts().isEmpty()
            ? Stream.of("")
            : source.mounts().stream().map(ClaimMount::subPath).distinct();
    return mounted
        .flatMap(path -> cover.objections().apply(Directory.of(path)).stream())
        .map(
            objections -> source.finding(policy, objections, requiredSigners(policy), cover.hint()))
        .toList();
  }

  static Optional<String> describe(String namespace, Coverage coverage) {
    return coverage
        .firstName()
        .map(name -> "kubectl describe modelsignature -n " + namespace + " " + name);
  }

  private static String requiredSigners(ClusterModelTrustPolicy policy) {
    var authorities = policy.getSpec().authorities;
    if (authorities == null || authorities.isEmpty()) {
      return "a trusted signature but names no authority, so nothing can satisfy it";
    }
    return authorities.stream()
        .map(authority -> authority.name)
        .collect(Collectors.joining(" or ", "a signature by ", ""));
  }

  private static Optional<Finding> writable(ClusterModelTrustPolicy policy, MountedClaim claim) {
    var requirements = policy.getSpec().requirements;
    boolean wholeVolume =
        requirements != null && requirements.readOnly == ReadOnlyRequirement.Volume;
    if (wholeVolume && !claim.volumeReadOnly()) {
      return Optional.of(
          MountedSource.of(claim)
              .finding(
                  policy,
                  "the volume is not read-only",
                  "a read-only volume",
                  "set persistentVolumeClaim.readOnly: true on volume " + claim.volumeName()));
    }
    return claim.mounts().stream()
        .filter(mount -> !mount.readOnly())
        .findFirst()
        .map(
            mount ->
                MountedSource.of(claim)
                    .finding(
                        policy,
                        "writable in container " + mount.container(),
                        "a read-only mount",
                        "set readOnly: true on that volumeMount, or on the volume"));
  }
}
