// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ReadOnlyRequirement;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one policy says of one claim that a pod mounts. */
final class ClaimRules {
  private final ClusterView cluster;
  private final SignatureLookup lookup;

  ClaimRules(ClusterView cluster, SignatureLookup lookup) {
    this.cluster = cluster;
    this.lookup = lookup;
  }

  /** Empty when the policy is satisfied or says that the claim is no model. */
  List<Finding> findings(ClusterModelTrustPolicy policy, String namespace, MountedClaim claim) {
    if (isScratch(policy, claim.claimName())) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    untellable(policy, claim).ifPresent(findings::add);
    if (findings.isEmpty()) {
      findings.addAll(unsigned(policy, namespace, claim));
      writable(policy, claim).ifPresent(findings::add);
    }
    return findings;
  }

  private static boolean isScratch(ClusterModelTrustPolicy policy, String claimName) {
    var models = policy.getSpec().models;
    if (models == null || models.scratchClaims == null) {
      return false;
    }
    return models.scratchClaims.stream()
        .anyMatch(
            pattern ->
                pattern.endsWith("*")
                    ? pattern.length() > 1
                        && claimName.startsWith(pattern.substring(0, pattern.length() - 1))
                    : pattern.equals(claimName));
  }

  private static Optional<Finding> untellable(ClusterModelTrustPolicy policy, MountedClaim claim) {
    if (!claim.blockDevices().isEmpty()) {
      return Optional.of(
          finding(
              policy,
              claim,
              "is used as a raw block device by " + String.join(", ", claim.blockDevices()),
              "a mounted file system, whose files can be verified"));
    }
    return claim.mounts().stream()
        .filter(ClaimMount::expanded)
        .findFirst()
        .map(
            mount ->
                finding(
                    policy,
                    claim,
                    "is mounted with subPathExpr in container " + mount.container(),
                    "a plain subPath, which can be compared with what was verified"));
  }

  /** Each directory that is mounted has to be vouched for, by whichever ModelSignature. */
  private List<Finding> unsigned(
      ClusterModelTrustPolicy policy, String namespace, MountedClaim claim) {
    Optional<VolumeIdentity> now = cluster.identity(namespace, claim.claimName());
    List<ModelSignature> signatures = cluster.signatures(namespace, claim.claimName());
    // A claim that nothing mounts yet may be mounted whole by an ephemeral container.
    Stream<String> mounted =
        claim.mounts().isEmpty()
            ? Stream.of("")
            : claim.mounts().stream().map(ClaimMount::subPath).distinct();
    return mounted
        .flatMap(
            path ->
                objections(policy, signatures, Directory.of(path), now)
                    .map(
                        objections ->
                            finding(
                                policy,
                                claim,
                                objections,
                                wantedSigners(policy) + tellsMore(namespace, signatures)))
                    .stream())
        .toList();
  }

  /** Empty when some ModelSignature vouches for the directory. */
  private Optional<String> objections(
      ClusterModelTrustPolicy policy,
      List<ModelSignature> signatures,
      Directory mounted,
      Optional<VolumeIdentity> now) {
    if (signatures.isEmpty()) {
      return Optional.of("has no ModelSignature");
    }
    List<String> objections = new ArrayList<>();
    for (ModelSignature signature : signatures) {
      var objection =
          uncovered(signature, mounted).or(() -> lookup.objection(signature, policy, now));
      if (objection.isEmpty()) {
        return Optional.empty();
      }
      objections.add(objection.get());
    }
    return Optional.of(String.join("; ", objections));
  }

  private static String tellsMore(String namespace, List<ModelSignature> signatures) {
    return signatures.isEmpty()
        ? "; see: kubectl get modelsignatures -n " + namespace
        : "; see: kubectl describe modelsignature -n "
            + namespace
            + " "
            + signatures.getFirst().getMetadata().getName();
  }

  private static String wantedSigners(ClusterModelTrustPolicy policy) {
    var authorities = policy.getSpec().authorities;
    if (authorities == null || authorities.isEmpty()) {
      return "a trusted signature, but names no authority: nothing can satisfy it";
    }
    return authorities.stream()
        .map(authority -> authority.name)
        .collect(Collectors.joining(" or ", "a signature by ", ""));
  }

  /** The directory that is to be verified must be the mounted one or contain it. */
  private static Optional<String> uncovered(ModelSignature signature, Directory mounted) {
    Directory root = Directory.of(signature.getSpec().source.persistentVolumeClaim.subPath);
    return root.contains(mounted)
        ? Optional.empty()
        : Optional.of(
            "ModelSignature "
                + signature.getMetadata().getName()
                + " covers only "
                + root.described()
                + ", but "
                + mounted.described()
                + " is mounted");
  }

  private static Optional<Finding> writable(ClusterModelTrustPolicy policy, MountedClaim claim) {
    var requirements = policy.getSpec().requirements;
    boolean wholeVolume =
        requirements != null && requirements.readOnly == ReadOnlyRequirement.Volume;
    if (wholeVolume && !claim.volumeReadOnly()) {
      return Optional.of(
          finding(
              policy,
              claim,
              "is not read-only as a volume",
              "persistentVolumeClaim.readOnly: true on volume " + claim.volumeName()));
    }
    return claim.mounts().stream()
        .filter(mount -> !mount.readOnly())
        .findFirst()
        .map(
            mount ->
                finding(
                    policy,
                    claim,
                    "is writable in container " + mount.container(),
                    "readOnly: true on that volumeMount, or on the volume"));
  }

  private static Finding finding(
      ClusterModelTrustPolicy policy, MountedClaim claim, String found, String wanted) {
    String containers =
        claim.mounts().stream()
            .map(ClaimMount::container)
            .distinct()
            .collect(Collectors.joining(", "));
    String paths =
        claim.mounts().stream()
            .map(ClaimMount::subPath)
            .filter(path -> !path.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    String subject =
        (containers.isEmpty() ? "" : "container " + containers + ": ")
            + "model claim "
            + claim.claimName()
            + (paths.isEmpty() ? "" : " (subPath " + paths + ")");
    return new Finding(policy.getMetadata().getName(), subject, found, wanted);
  }
}
