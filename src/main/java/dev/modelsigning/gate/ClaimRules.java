// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ReadOnlyRequirement;
import dev.modelsigning.gate.loaders.Fills;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.gate.loading.Loading;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.NodeVerdicts;
import dev.modelsigning.volume.PodNodes;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Checks the claims that a pod mounts against policies. For one decision. */
final class ClaimRules {
  private final ClusterView cluster;
  private final SignatureLookup lookup;

  /** Of the pod's namespace; every policy asks. */
  private final Map<String, Known> claims = new HashMap<>();

  private record Known(Optional<VolumeIdentity> identity, List<ModelSignature> signatures) {}

  ClaimRules(ClusterView cluster, SignatureLookup lookup) {
    this.cluster = cluster;
    this.lookup = lookup;
  }

  /**
   * What is wrong with a claim.
   *
   * @param unverified that its files are not verified: an exemption may be about that
   */
  record Fault(String claimName, boolean unverified, Finding finding) {}

  /**
   * Empty when the policy is satisfied. None of the claims is scratch.
   *
   * @param nodes where the pod runs or may run
   * @param loaded what each container loads
   */
  List<Fault> findings(
      ClusterModelTrustPolicy policy,
      String namespace,
      List<MountedClaim> claims,
      PodNodes nodes,
      Map<String, LoadedModels> loaded) {
    // Several volumes may name one claim, which has as many ModelSignatures as its namespace likes.
    Map<String, Cover> covers = new HashMap<>();
    List<Fault> faults = new ArrayList<>();
    for (MountedClaim claim : claims) {
      String claimName = claim.claimName();
      var unverifiable = unverifiableUse(policy, claim);
      if (unverifiable.isPresent()) {
        faults.add(new Fault(claimName, false, unverifiable.get()));
      } else if (nodes.areOfWindows()) {
        faults.add(new Fault(claimName, true, MountedSource.of(claim).onWindows(policy)));
      } else {
        covers
            .computeIfAbsent(claimName, name -> cover(policy, namespace, name, nodes))
            .findings(policy, MountedSource.of(claim), loaded)
            .forEach(finding -> faults.add(new Fault(claimName, true, finding)));
        writable(policy, namespace, claim)
            .ifPresent(finding -> faults.add(new Fault(claimName, false, finding)));
      }
    }
    return faults;
  }

  /**
   * The claims among these that the policy lets the pod fill; those that an added container mounts
   * are judged as any other.
   *
   * @param loaded what each container loads
   */
  Fills fills(
      ClusterModelTrustPolicy policy,
      PodRequest request,
      PodLayout pod,
      List<MountedClaim> claims,
      Loading loading,
      Map<String, LoadedModels> loaded) {
    String namespace = request.namespace();
    return pod.whole()
        ? Fills.of(
            policy,
            pod.spec(),
            claims,
            new Fills.Surroundings(
                container -> pod.serves(container, loading),
                (container, volume) -> pod.isLoadedFrom(volume, container, loaded),
                name -> cluster.signatures(namespace, name),
                name -> cluster.use(namespace, name, request.uid())))
        : Fills.NONE;
  }

  /** Whether the policy denies a model on the claim, which no exemption changes. */
  boolean isDenied(ClusterModelTrustPolicy policy, String namespace, String claimName) {
    return cluster.signatures(namespace, claimName).stream()
        .flatMap(ClaimRules::onEachNode)
        .anyMatch(signature -> lookup.denial(signature, policy).isPresent());
  }

  /** What it says as a whole, and of each node, or of each platform of an image, by itself. */
  static Stream<ModelSignature> onEachNode(ModelSignature signature) {
    return Stream.concat(
        Stream.of(signature),
        NodeVerdicts.of(signature.getStatus()).stream()
            .flatMap(entry -> Stream.ofNullable(entry.name))
            .map(node -> NodeVerdicts.on(signature, node)));
  }

  /** Whether a ModelSignature names the claim as a source of a model. */
  boolean isNamed(String namespace, String claimName) {
    return !cluster.signatures(namespace, claimName).isEmpty();
  }

  /**
   * What covers a claim where the pod may find it.
   *
   * @param node the node whose files are meant; empty where the volume is not on several nodes
   */
  private record OnNode(Optional<String> node, Coverage coverage) {
    Optional<String> objections(Directory mounted) {
      return coverage
          .objections(mounted)
          .map(found -> node.map(name -> "on node " + name + ": " + found).orElse(found));
    }
  }

  private Known look(String namespace, String claimName) {
    return new Known(
        cluster.identity(namespace, claimName), cluster.signatures(namespace, claimName));
  }

  private Cover cover(
      ClusterModelTrustPolicy policy, String namespace, String claimName, PodNodes nodes) {
    Known known = claims.computeIfAbsent(claimName, name -> look(namespace, name));
    Optional<VolumeIdentity> current = known.identity();
    List<ModelSignature> signatures = known.signatures();
    Function<ModelSignature, Optional<String>> objection =
        signature ->
            lookup
                .objection(signature, policy, current)
                .or(() -> elsewhere(signature, nodes.bound()));
    Set<String> possible = NodeVerdicts.possible(signatures, nodes);
    List<OnNode> coverage =
        possible.isEmpty()
            ? List.of(new OnNode(Optional.empty(), new Coverage(signatures, objection)))
            : possible.stream()
                .map(
                    node ->
                        new OnNode(
                            Optional.of(node),
                            new Coverage(
                                signatures.stream().map(s -> NodeVerdicts.on(s, node)).toList(),
                                objection)))
                .toList();
    return new Cover(
        directory -> objections(coverage, directory),
        named -> coverage.stream().flatMap(on -> on.coverage().leftOut(named).stream()).findFirst(),
        () -> coverage.stream().flatMap(on -> on.coverage().unsigned().stream()).toList(),
        directory ->
            coverage
                .getFirst()
                .coverage()
                .hint(policy, namespace, directory)
                .orElseGet(
                    () -> Finding.declaring(namespace, claimName, directory, current.isPresent())));
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
    return MountedSource.of(claim).expanded(policy);
  }

  /** Of several nodes the first one where something is wrong. */
  private static Optional<String> objections(List<OnNode> coverage, Directory mounted) {
    if (coverage.size() == 1) {
      return coverage.getFirst().objections(mounted);
    }
    List<String> found = coverage.stream().flatMap(on -> on.objections(mounted).stream()).toList();
    return found.size() > 1
        ? Optional.of(found.getFirst() + "; and on " + (found.size() - 1) + " more of its nodes")
        : found.stream().findFirst();
  }

  private Optional<Finding> writable(
      ClusterModelTrustPolicy policy, String namespace, MountedClaim claim) {
    var requirements = policy.getSpec().requirements;
    boolean wholeVolume =
        requirements != null && requirements.readOnly == ReadOnlyRequirement.Volume;
    return MountedSource.of(claim)
        .writable(
            policy,
            !wholeVolume || claim.volumeReadOnly(),
            () -> scratchHint(policy, namespace, claim.claimName()));
  }

  /** A cache or a workspace, which nobody mounts read-only, has no ModelSignature. */
  private String scratchHint(ClusterModelTrustPolicy policy, String namespace, String claimName) {
    if (isNamed(namespace, claimName)) {
      return "; whoever writes the policy can name in models.loaders a pod that fills the claim";
    }
    return Scratch.names(policy, claimName)
        ? "; models.scratchClaims names it, which does not count where servers look for models:"
            + " mount it at another path"
        : "; whoever writes the policy can name in models.scratchClaims a claim that holds no model,"
            + " and in models.loaders a pod that fills one with a model";
  }
}
