// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.ClaimRules.Cover;
import dev.modelsigning.gate.Finding.MountedSource;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.MountedImage;
import dev.modelsigning.volume.NodePlatform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the images that a pod mounts as volumes against one policy. */
final class ImageRules {
  /** ModelSignatures of other namespaces, or of one repository, that are looked at at most. */
  private static final int LOOKED_AT = 1_024;

  private static final int OF_ONE_NAMESPACE = 64;

  /** The runtime follows the subPath of an image, not the kubelet: containerd does from 2.2 on. */
  private static final String WHOLE =
      "a runtime may ignore the subPath and mount the whole image: ";

  private static final String DENIED =
      "the policy denies it, or an image that its tag may lead to (spec.deny)";

  private final ClusterView cluster;
  private final SignatureLookup lookup;

  ImageRules(ClusterView cluster, SignatureLookup lookup) {
    this.cluster = cluster;
    this.lookup = lookup;
  }

  /**
   * What is wrong with an image.
   *
   * @param lasting that no exemption changes it: the policy denies what is in the image, or nobody
   *     can tell which part of it is mounted
   */
  record Fault(boolean lasting, Finding finding) {}

  /**
   * What is wrong with the images; nothing where ModelSignatures cover all that is mounted.
   *
   * @param node where the pod runs, once that is known
   */
  List<Fault> faults(
      ClusterModelTrustPolicy policy,
      String namespace,
      List<MountedImage> images,
      Optional<String> node) {
    Map<String, Cover> covers = new HashMap<>();
    Map<String, String> pins = new HashMap<>();
    Predicate<ImageReference> denied = denied(policy, namespace);
    List<Fault> faults = new ArrayList<>();
    for (MountedImage image : images) {
      Optional<Finding> expanded = ClaimRules.expanded(policy, MountedSource.of(image));
      faults.addAll(
          expanded.isPresent()
              ? List.of(new Fault(true, expanded.get()))
              : unverified(
                  policy,
                  MountedSource.of(image),
                  Kind.IMAGE,
                  ImageReference.of(image.reference()),
                  digest -> covers.computeIfAbsent(digest, d -> cover(policy, namespace, d, node)),
                  tag ->
                      pins.computeIfAbsent(
                          tag.repository(), r -> pinned(policy, namespace, tag)),
                  denied));
    }
    return faults;
  }

  /**
   * What is wrong with the image of a modelcar, of whose files the server reads one directory.
   *
   * @param node where the pod runs, once that is known
   */
  List<Fault> faults(
      ClusterModelTrustPolicy policy,
      String namespace,
      Modelcars.Modelcar modelcar,
      Optional<String> node) {
    return unverified(
        policy,
        MountedSource.of(modelcar),
        Kind.MODELCAR,
        ImageReference.of(modelcar.image()),
        digest -> inPart(policy, namespace, digest, Kind.MODELCAR, node),
        reference -> pinned(policy, namespace, reference),
        denied(policy, namespace));
  }

  /** A pod may mount one image at hundreds of volumes: each is looked up once. */
  private Predicate<ImageReference> denied(ClusterModelTrustPolicy policy, String namespace) {
    Map<String, Boolean> known = new HashMap<>();
    return reference ->
        known.computeIfAbsent(
            reference.digest().orElseGet(reference::repository),
            key -> isDenied(policy, namespace, reference));
  }

  private static List<Fault> unverified(
      ClusterModelTrustPolicy policy,
      MountedSource source,
      Kind kind,
      ImageReference reference,
      Function<String, Cover> covers,
      Function<ImageReference, String> pins,
      Predicate<ImageReference> denied) {
    List<Finding> findings =
        reference
            .digest()
            .map(digest -> ClaimRules.unsigned(policy, source, covers.apply(digest)))
            .orElseGet(() -> PinnedImages.unpinned(policy, source, kind, pins.apply(reference)));
    boolean lasting = !findings.isEmpty() && denied.test(reference);
    return findings.stream()
        .map(finding -> new Fault(lasting, lasting ? finding.noting(DENIED) : finding))
        .toList();
  }

  /** The images that the policy denies, where it lets all others pass without a look. */
  List<Finding> denials(
      ClusterModelTrustPolicy policy, String namespace, List<MountedImage> images) {
    Predicate<ImageReference> denied = denied(policy, namespace);
    return images.stream()
        .filter(image -> denied.test(ImageReference.of(image.reference())))
        .map(MountedSource::of)
        .map(
            image ->
                image.finding(
                    policy,
                    DENIED,
                    "another image",
                    NamespacedPolicies.command("describe", policy)))
        .toList();
  }

  /** By a tag, when anything of its repository is denied: it may lead there. */
  private boolean isDenied(
      ClusterModelTrustPolicy policy, String namespace, ImageReference reference) {
    return reference
        .digest()
        .map(
            digest ->
                DenyList.of(policy).denies(digest)
                    || holdDenied(
                        policy,
                        Stream.concat(
                            cluster.imageSignatures(namespace, digest).stream().limit(LOOKED_AT),
                            shared(digest))))
        .orElseGet(
            () ->
                holdDenied(
                    policy,
                    cluster.repositorySignatures(namespace, reference.repository()).stream()
                        .limit(LOOKED_AT)));
  }

  private boolean holdDenied(ClusterModelTrustPolicy policy, Stream<ModelSignature> signatures) {
    return policy.getSpec().deny != null
        && signatures.anyMatch(signature -> lookup.denial(signature, policy).isPresent());
  }

  /**
   * An image is its digest, whatever the repository and whoever asks: where no ModelSignature of
   * the namespace covers a directory, one of another namespace does, which nobody is told of.
   */
  private Cover inPart(
      ClusterModelTrustPolicy policy,
      String namespace,
      String digest,
      Kind kind,
      Optional<String> node) {
    Coverage own =
        new Coverage(cluster.imageSignatures(namespace, digest), s -> objection(s, policy, node));
    List<List<Coverage>> others = new ArrayList<>(1);
    Function<Directory, Optional<String>> covered =
        directory -> {
          Optional<String> objections = own.objections(directory);
          if (objections.isPresent() && others.isEmpty()) {
            others.add(inOtherNamespaces(policy, namespace, digest, node));
          }
          return objections.filter(
              o -> others.getFirst().stream().allMatch(c -> c.objections(directory).isPresent()));
        };
    return new Cover(
        covered,
        ClaimRules.describe(namespace, own)
            .orElse(
                "create a ModelSignature whose source.image is this image, or ask for "
                    + kind.field()
                    + ": Allow in the policy"));
  }

  /** A directory of an image counts only together with all that lies beside it. */
  private Cover cover(
      ClusterModelTrustPolicy policy, String namespace, String digest, Optional<String> node) {
    Cover part = inPart(policy, namespace, digest, Kind.IMAGE, node);
    return new Cover(
        directory ->
            part.objections()
                .apply(directory)
                .or(() -> part.objections().apply(Directory.of("")).map(why -> WHOLE + why)),
        part.hint());
  }

  /** Each namespace for itself, so that none is in the way of another one. */
  private List<Coverage> inOtherNamespaces(
      ClusterModelTrustPolicy policy, String namespace, String digest, Optional<String> node) {
    return shared(digest)
        .filter(other -> !Objects.equals(other.getMetadata().getNamespace(), namespace))
        .collect(Collectors.groupingBy(other -> other.getMetadata().getNamespace()))
        .values()
        .stream()
        .map(ofOne -> new Coverage(ofOne, other -> objection(other, policy, node)))
        .toList();
  }

  /** Few of each namespace, so that none keeps those of another one out. */
  private Stream<ModelSignature> shared(String digest) {
    Map<String, Integer> taken = new HashMap<>();
    return cluster.verifiedImages(digest).stream()
        .filter(
            other ->
                taken.merge(other.getMetadata().getNamespace(), 1, Integer::sum)
                    <= OF_ONE_NAMESPACE)
        .limit(LOOKED_AT);
  }

  /** The operator may not have seen a node that has just joined. */
  private Optional<String> objection(
      ModelSignature signature, ClusterModelTrustPolicy policy, Optional<String> node) {
    return lookup
        .objection(signature, policy, ImageRules::otherImage)
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

  private Optional<String> elsewhere(ModelSignature signature, String node) {
    Optional<String> platform = cluster.platform(node).map(NodePlatform::text);
    return platform.isPresent() && platform.get().equals(signature.getStatus().image.platform)
        ? Optional.empty()
        : Optional.of(
            "%s was verified for %s, and the pod is to run on node %s%s"
                .formatted(
                    SignatureLookup.named(signature),
                    signature.getStatus().image.platform,
                    node,
                    platform
                        .map(other -> " (" + other + ")")
                        .orElse(", whose platform is not known")));
  }

  /** The images of the repository that ModelSignatures name by their digests. */
  private String pinned(
      ClusterModelTrustPolicy policy, String namespace, ImageReference reference) {
    return PinnedImages.of(
        cluster.repositorySignatures(namespace, reference.repository()).stream()
            .limit(LOOKED_AT)
            .toList(),
        reference,
        signature -> lookup.objection(signature, policy, ImageRules::otherImage).isEmpty());
  }
}
