// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.NodeVerdicts;
import dev.modelsigning.volume.PodNodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What covers the directories of an image by its digest. The digest may be that of an index: then
 * each platform on which the pod may run has to be covered, and once the pod has a node, the one of
 * this node.
 */
final class ImageCoverage {
  /** ModelSignatures of other namespaces that are looked at at most. */
  static final int LOOKED_AT = 1_024;

  private static final int OF_ONE_NAMESPACE = 64;

  /** The runtime follows the subPath of an image, not the kubelet: containerd does from 2.2 on. */
  private static final String WHOLE =
      "a runtime may ignore the subPath and mount the whole image: ";

  private final ClusterView cluster;
  private final SignatureLookup lookup;

  ImageCoverage(ClusterView cluster, SignatureLookup lookup) {
    this.cluster = cluster;
    this.lookup = lookup;
  }

  /**
   * @param platform the platform that is meant; empty where the ModelSignatures know one alone
   */
  private record OnPlatform(Optional<String> platform, Coverage coverage) {
    Optional<String> objections(Directory mounted) {
      return coverage
          .objections(mounted)
          .map(found -> platform.map(name -> "for " + name + ": " + found).orElse(found));
    }
  }

  /** A directory of an image counts only together with all that lies beside it. */
  Cover whole(
      ClusterModelTrustPolicy policy,
      String namespace,
      String digest,
      ImageReference named,
      PodNodes nodes) {
    Cover part = inPart(policy, namespace, digest, named, Kind.IMAGE, nodes);
    return new Cover(
        directory ->
            part.objections()
                .apply(directory)
                .or(() -> part.objections().apply(Directory.of("")).map(why -> WHOLE + why)),
        part.leftOut(),
        part.unsigned(),
        part.hint());
  }

  /**
   * An image is its digest, whatever the repository and whoever asks: where no ModelSignature of
   * the namespace covers a directory, one of another namespace does, which nobody is told of.
   *
   * @param named as the pod names it, for the hint
   */
  Cover inPart(
      ClusterModelTrustPolicy policy,
      String namespace,
      String digest,
      ImageReference named,
      Kind kind,
      PodNodes nodes) {
    List<OnPlatform> own = on(cluster.imageSignatures(namespace, digest), policy, nodes);
    List<List<List<OnPlatform>>> others = new ArrayList<>(1);
    Supplier<List<List<OnPlatform>>> elsewhere =
        () -> {
          if (others.isEmpty()) {
            others.add(inOtherNamespaces(policy, namespace, digest, nodes));
          }
          return others.getFirst();
        };
    return new Cover(
        directory ->
            objections(own, directory)
                .filter(
                    o ->
                        elsewhere.get().stream()
                            .allMatch(c -> objections(c, directory).isPresent())),
        loaded ->
            leftOut(
                own.stream().anyMatch(on -> on.coverage().reaches(loaded))
                    ? own
                    : reaching(elsewhere.get(), loaded),
                loaded),
        () -> unsigned(own, elsewhere),
        directory ->
            own.getFirst()
                .coverage()
                .hint(policy, namespace, directory)
                .orElseGet(() -> Finding.declaring(namespace, named, kind)));
  }

  private static List<OnPlatform> reaching(List<List<OnPlatform>> elsewhere, Directory named) {
    return elsewhere.stream()
        .filter(other -> other.stream().anyMatch(on -> on.coverage().reaches(named)))
        .findFirst()
        .orElse(List.of());
  }

  private static Optional<String> leftOut(List<OnPlatform> platforms, Directory named) {
    return platforms.stream().flatMap(on -> on.coverage().leftOut(named).stream()).findFirst();
  }

  private static List<Directory> unsigned(
      List<OnPlatform> own, Supplier<List<List<OnPlatform>>> elsewhere) {
    // The others are many, and asked only where the namespace does not cover the whole.
    Stream<List<OnPlatform>> others =
        objections(own, Directory.of("")).isEmpty() ? Stream.of() : elsewhere.get().stream();
    return Stream.concat(Stream.of(own), others)
        .flatMap(platforms -> unsigned(platforms).stream())
        .toList();
  }

  private static List<Directory> unsigned(List<OnPlatform> platforms) {
    return platforms.stream().flatMap(on -> on.coverage().unsigned().stream()).toList();
  }

  /** Whether a ModelSignature satisfies a policy, for every platform that it was judged for. */
  boolean satisfies(ModelSignature signature, ClusterModelTrustPolicy policy) {
    return signature.getStatus() != null
        && NodeVerdicts.each(signature.getStatus()).stream()
            .map(status -> NodeVerdicts.with(signature, status))
            .allMatch(s -> lookup.objection(s, policy, ImageCoverage::otherImage).isEmpty());
  }

  /** Few of each namespace, so that none keeps those of another one out. */
  Stream<ModelSignature> shared(String digest) {
    Map<String, Integer> taken = new HashMap<>();
    return cluster.verifiedImages(digest).stream()
        .filter(
            other ->
                taken.merge(other.getMetadata().getNamespace(), 1, Integer::sum)
                    <= OF_ONE_NAMESPACE)
        .limit(LOOKED_AT);
  }

  /** Each namespace for itself, so that none is in the way of another one. */
  private List<List<OnPlatform>> inOtherNamespaces(
      ClusterModelTrustPolicy policy, String namespace, String digest, PodNodes nodes) {
    return shared(digest)
        .filter(other -> !Objects.equals(other.getMetadata().getNamespace(), namespace))
        .collect(Collectors.groupingBy(other -> other.getMetadata().getNamespace()))
        .values()
        .stream()
        .map(ofOne -> on(ofOne, policy, nodes))
        .toList();
  }

  private static Optional<String> objections(List<OnPlatform> platforms, Directory mounted) {
    return platforms.stream().flatMap(on -> on.objections(mounted).stream()).findFirst();
  }

  private List<OnPlatform> on(
      List<ModelSignature> signatures, ClusterModelTrustPolicy policy, PodNodes nodes) {
    List<String> platforms = platforms(signatures, nodes);
    return platforms.isEmpty()
        ? List.of(
            new OnPlatform(
                Optional.empty(),
                new Coverage(signatures, s -> objection(s, policy, nodes.bound()))))
        : platforms.stream()
            .map(
                platform ->
                    new OnPlatform(
                        Optional.of(platform),
                        new Coverage(
                            signatures.stream().map(s -> NodeVerdicts.on(s, platform)).toList(),
                            s -> objection(s, policy, nodes.bound()).or(() -> other(s, platform)))))
            .toList();
  }

  /**
   * Those on which the pod may run, as far as ModelSignatures tell them apart; of a pod that has a
   * node its platform.
   */
  private List<String> platforms(List<ModelSignature> signatures, PodNodes nodes) {
    List<String> judged =
        signatures.stream()
            .flatMap(signature -> NodeVerdicts.of(signature.getStatus()).stream())
            .map(entry -> entry.name)
            .distinct()
            .sorted()
            .toList();
    if (judged.isEmpty()) {
      return List.of();
    }
    if (nodes.bound().isPresent()) {
      return cluster.platform(nodes.bound().get()).map(NodePlatform::text).stream().toList();
    }
    List<String> possible = judged.stream().filter(nodes::allowsPlatform).toList();
    // One that no node has cannot run the pod; it is judged by all until it has a node.
    return possible.isEmpty() ? judged : possible;
  }

  /** The operator may not have seen a node that has just joined. */
  private Optional<String> objection(
      ModelSignature signature, ClusterModelTrustPolicy policy, Optional<String> node) {
    return lookup
        .objection(signature, policy, ImageCoverage::otherImage)
        .or(() -> node.flatMap(name -> elsewhere(signature, name)));
  }

  /** An image is its digest: nothing can take its place. */
  private static Optional<String> otherImage(ModelSignature signature) {
    var status = signature.getStatus();
    ImageSource source = signature.getSpec().source.image;
    Optional<String> digest = ImageReference.of(source.reference).digest();
    if (status.image != null
        && digest.isPresent()
        && digest.get().equals(status.image.digest)
        && ImageIdentity.pathOrWhole(source.path).equals(status.image.path)) {
      return Optional.empty();
    }
    return Optional.of(
        status.verdict == VerdictState.Unknown
            ? SignatureLookup.named(signature) + " is " + SignatureLookup.state(signature)
            : SignatureLookup.named(signature)
                + " was verified for a different image than its spec names");
  }

  private static Optional<String> other(ModelSignature signature, String platform) {
    return platform.equals(signature.getStatus().image.platform)
        ? Optional.empty()
        : Optional.of(
            "%s was verified for %s only"
                .formatted(SignatureLookup.named(signature), verifiedFor(signature)));
  }

  private static String verifiedFor(ModelSignature signature) {
    String platform = signature.getStatus().image.platform;
    return platform == null
        ? NodeVerdicts.of(signature.getStatus()).stream()
            .map((NodeVerdictStatus entry) -> entry.name)
            .collect(Collectors.joining(" and "))
        : platform;
  }

  private Optional<String> elsewhere(ModelSignature signature, String node) {
    Optional<String> platform = cluster.platform(node).map(NodePlatform::text);
    return platform.isPresent() && platform.get().equals(signature.getStatus().image.platform)
        ? Optional.empty()
        : Optional.of(
            "%s was verified for %s, and the pod is to run on node %s%s"
                .formatted(
                    SignatureLookup.named(signature),
                    verifiedFor(signature),
                    node,
                    platform
                        .map(other -> " (" + other + ")")
                        .orElse(", whose platform is not known")));
  }
}
