// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.MountedImage;
import dev.modelsigning.volume.PodNodes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the images that a pod mounts as volumes against one policy. */
final class ImageRules {
  /** ModelSignatures of one repository, or about one image, that are looked at at most. */
  private static final int LOOKED_AT = ImageCoverage.LOOKED_AT;

  /** ModelSignatures that a message names at most. */
  private static final int NAMED = 3;

  private static final String DENIED =
      "the policy denies it, or an image that its tag may lead to (spec.deny)";

  private final ClusterView cluster;
  private final SignatureLookup lookup;
  private final ImageCoverage coverage;

  ImageRules(ClusterView cluster, SignatureLookup lookup) {
    this.cluster = cluster;
    this.lookup = lookup;
    this.coverage = new ImageCoverage(cluster, lookup);
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
   * @param nodes where the pod runs or may run
   * @param loaded what each container loads
   */
  List<Fault> faults(
      ClusterModelTrustPolicy policy,
      String namespace,
      List<MountedImage> images,
      PodNodes nodes,
      Map<String, LoadedModels> loaded) {
    Map<String, Cover> covers = new HashMap<>();
    Map<String, String> pins = new HashMap<>();
    Predicate<ImageReference> denied = denied(policy, namespace);
    List<Fault> faults = new ArrayList<>();
    for (MountedImage image : images) {
      ImageReference reference = ImageReference.of(image.reference());
      Optional<Finding> expanded = MountedSource.of(image).expanded(policy);
      faults.addAll(
          expanded.isPresent()
              ? List.of(new Fault(true, expanded.get()))
              : unverified(
                  policy,
                  MountedSource.of(image),
                  Kind.IMAGE,
                  reference,
                  digest ->
                      covers.computeIfAbsent(
                          digest, d -> coverage.whole(policy, namespace, d, reference, nodes)),
                  tag ->
                      pins.computeIfAbsent(tag.repository(), r -> pinned(policy, namespace, tag)),
                  denied,
                  loaded));
    }
    return faults;
  }

  /**
   * What is wrong with the images of modelcars, of whose files the server reads one directory.
   *
   * @param loaded what each container loads
   */
  List<Fault> carried(
      ClusterModelTrustPolicy policy,
      String namespace,
      List<Modelcars.Modelcar> modelcars,
      PodLayout pod,
      Map<String, LoadedModels> loaded) {
    Map<String, Cover> covers = new HashMap<>();
    Predicate<ImageReference> denied = denied(policy, namespace);
    return modelcars.stream()
        .flatMap(
            modelcar ->
                unverified(
                    policy,
                    MountedSource.of(modelcar, pod),
                    Kind.MODELCAR,
                    ImageReference.of(modelcar.image()),
                    digest ->
                        covers.computeIfAbsent(
                            digest,
                            d ->
                                coverage.inPart(
                                    policy,
                                    namespace,
                                    d,
                                    ImageReference.of(modelcar.image()),
                                    Kind.MODELCAR,
                                    pod.nodes())),
                    tag -> pinned(policy, namespace, tag),
                    denied,
                    loaded)
                    .stream())
        .toList();
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
      Predicate<ImageReference> denied,
      Map<String, LoadedModels> loaded) {
    List<Finding> findings =
        reference
            .digest()
            .map(digest -> covers.apply(digest).findings(policy, source, loaded))
            .orElseGet(() -> unpinned(policy, source, kind, pins.apply(reference)));
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
        .map(image -> denial(policy, MountedSource.of(image)))
        .toList();
  }

  /** The same for the images that containers run, which hold models where processes are shared. */
  List<Finding> denialsOfRun(
      ClusterModelTrustPolicy policy, String namespace, List<PodContainer> containers) {
    Predicate<ImageReference> denied = denied(policy, namespace);
    return containers.stream()
        .filter(container -> denied.test(ImageReference.of(container.image())))
        .map(container -> denial(policy, MountedSource.of(container)))
        .toList();
  }

  private static Finding denial(ClusterModelTrustPolicy policy, MountedSource source) {
    return source.finding(
        policy, DENIED, "another image", NamespacedPolicies.command("describe", policy));
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
                            coverage.shared(digest))))
        .orElseGet(
            () ->
                holdDenied(
                    policy,
                    cluster.repositorySignatures(namespace, reference.repository()).stream()
                        .limit(LOOKED_AT)));
  }

  private boolean holdDenied(ClusterModelTrustPolicy policy, Stream<ModelSignature> signatures) {
    return policy.getSpec().deny != null
        && signatures
            .flatMap(ClaimRules::onEachNode)
            .anyMatch(signature -> lookup.denial(signature, policy).isPresent());
  }

  /** The images of the repository that ModelSignatures name by their digests. */
  private String pinned(
      ClusterModelTrustPolicy policy, String namespace, ImageReference reference) {
    return pins(
        cluster.repositorySignatures(namespace, reference.repository()).stream()
            .limit(LOOKED_AT)
            .toList(),
        reference,
        signature -> coverage.satisfies(signature, policy));
  }

  /**
   * Digests to pin, for people; empty when none is known.
   *
   * @param known ModelSignatures about the repository
   * @param satisfies whether one satisfies the policy: of those that do, no others are named
   */
  private static String pins(
      List<ModelSignature> known, ImageReference reference, Predicate<ModelSignature> satisfies) {
    List<ModelSignature> satisfying = known.stream().filter(satisfies).limit(NAMED).toList();
    return (satisfying.isEmpty() ? known : satisfying)
        .stream()
            .limit(NAMED)
            .flatMap(signature -> pinned(signature, reference).stream())
            .collect(Collectors.joining(" or "));
  }

  /** An image by a tag may be another one when the pod starts. */
  private static List<Finding> unpinned(
      ClusterModelTrustPolicy policy, MountedSource source, Kind kind, String pinned) {
    String hint =
        pinned.isEmpty()
            ? "name the image by its digest (@sha256:..., which crane digest prints, or imageID in the"
                + " status of a pod with it) and create a ModelSignature for it, or ask for "
                + kind.field()
                + ": Allow in the policy"
            : "pin the image: " + pinned;
    return List.of(
        source.finding(
            policy,
            "a model source that cannot be verified ("
                + (kind == Kind.MODELCAR ? "modelcar" : kind.text())
                + " without a digest: a tag can be moved to other files)",
            "an image by its digest that a ModelSignature covers",
            hint));
  }

  private static Optional<String> pinned(ModelSignature signature, ImageReference reference) {
    return ImageReference.of(signature.getSpec().source.image.reference)
        .digest()
        .map(
            digest ->
                reference.pinnedTo(digest)
                    + " (ModelSignature "
                    + signature.getMetadata().getName()
                    + ")");
  }
}
