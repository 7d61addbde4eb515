// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PrivilegeRequirement;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.download.GatedDownloads;
import dev.modelsigning.gate.exemption.Exemption;
import dev.modelsigning.gate.exemption.Exemptions;
import dev.modelsigning.gate.exemption.Lifting;
import dev.modelsigning.gate.image.AllowedImages;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.gate.loaders.Fills;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.gate.loading.Loading;
import dev.modelsigning.gate.loading.ReadPod;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.MountedImage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks one pod against policies: its sources of models, and what lies around them. For one
 * decision.
 */
final class PolicyRules {
  private final ClaimRules claimRules;
  private final ImageRules imageRules;
  private final Clock clock;

  /** Most policies add nothing to the shipped catalog, so that they share it. */
  private final IdentityHashMap<Catalog, ModelPaths> paths = new IdentityHashMap<>();

  PolicyRules(ClaimRules claimRules, ImageRules imageRules, Clock clock) {
    this.claimRules = claimRules;
    this.imageRules = imageRules;
    this.clock = clock;
  }

  /**
   * What one policy says.
   *
   * @param findings empty when the policy accepts the pod
   * @param lifted what it would have found, but for an exemption
   */
  record Ruling(List<Finding> findings, Map<Exemption, List<Finding>> lifted) {}

  /**
   * Judges a pod.
   *
   * @param read what its containers load
   */
  Ruling ruling(
      ClusterModelTrustPolicy policy,
      PodRequest request,
      PodLayout pod,
      List<MountedClaim> claims,
      ReadPod read) {
    String name = policy.getMetadata().getName();
    String namespace = request.namespace();
    Catalog catalog = ModelPaths.catalog(policy);
    Loading loading = new Loading(catalog);
    Map<String, LoadedModels> loaded = read.by(catalog);
    ModelPaths paths =
        this.paths.computeIfAbsent(catalog, known -> ModelPaths.of(known, loaded.values()));
    Scratch scratch = Scratch.of(policy, paths);
    List<MountedClaim> mounted = models(scratch, namespace, pod, claims);
    Fills fills = claimRules.fills(policy, request, pod, mounted, loading, loaded);
    List<MountedClaim> models =
        mounted.stream().filter(claim -> !fills.claims().contains(claim.claimName())).toList();
    Lifting<Finding> lifting =
        new Lifting<>(
            new Exemptions(
                policy, namespace, request.name(), request.pod().getMetadata(), clock.instant()),
            Finding::noting);
    claimRules
        .findings(policy, namespace, models, pod.nodes(), loaded)
        .forEach(fault -> settle(fault, policy, namespace, lifting));
    fills.refused().forEach((claim, why) -> lifting.keep(unfilled(policy, claim, why)));
    Set<String> verified = new HashSet<>(images(policy, namespace, pod, loaded, lifting));
    models.forEach(claim -> verified.add(claim.volumeName()));
    GatedDownloads downloads = new GatedDownloads(pod.spec(), policy, clock.instant());
    Modelcars modelcars = Modelcars.of(policy, pod.spec());
    for (OtherSource source : new OtherSources(catalog, paths, scratch).of(pod)) {
      if (modelcars.fills(source.volume())) {
        verified.add(source.volume());
      } else if (source.kind() == Kind.MODELCAR && Modelcars.areWanted(policy)) {
        shared(policy, namespace, pod, modelcars, loaded, lifting);
      } else if (source.kind() == Kind.INIT_DOWNLOADED && downloads.areWanted()) {
        verified.add(source.volume());
        gated(policy, pod, source.volume(), downloads, loaded)
            .forEach(finding -> lifting.ofPod(finding, false));
      } else {
        unverifiable(policy, namespace, pod, source, lifting);
      }
    }
    modelcars.faultsOfAdded().forEach(fault -> lifting.keep(Finding.of(name, fault)));
    downloads.intrusions().forEach(objection -> lifting.keep(Finding.of(name, "", objection)));
    new Overlays(pod, verified)
        .find().stream().map(overlay -> Finding.of(name, overlay)).forEach(lifting::keep);
    new NamedPaths(pod, modelcars.links())
        .findings(policy, loaded, downloads.fetching(), fills.containers())
        .forEach(finding -> lifting.ofPod(finding, false));
    required(policy, pod).forEach(lifting::keep);
    return new Ruling(lifting.kept(), lifting.lifted());
  }

  /** The names of the image volumes that are judged by their signatures. */
  private List<String> images(
      ClusterModelTrustPolicy policy,
      String namespace,
      PodLayout pod,
      Map<String, LoadedModels> loaded,
      Lifting<Finding> lifting) {
    List<MountedImage> images = images(pod);
    if (!denied(policy, Kind.IMAGE)) {
      imageRules.denials(policy, namespace, images).forEach(lifting::keep);
      return List.of();
    }
    imageRules
        .faults(policy, namespace, images, pod.nodes(), loaded)
        .forEach(fault -> lifting.ofPod(fault.finding(), fault.lasting()));
    return images.stream().map(MountedImage::volumeName).toList();
  }

  /** What is wrong with a gate, and what containers load of its volume that it does not verify. */
  private static List<Finding> gated(
      ClusterModelTrustPolicy policy,
      PodLayout pod,
      String volume,
      GatedDownloads downloads,
      Map<String, LoadedModels> loaded) {
    String name = policy.getMetadata().getName();
    List<Finding> findings = new ArrayList<>();
    downloads
        .objections(volume)
        .forEach(objection -> findings.add(Finding.of(name, volume, objection)));
    downloads
        .gate(volume)
        .map(
            gate ->
                Cover.of(policy, gate)
                    .leftOut(policy, MountedSource.of(volume, pod, gate.before()), loaded))
        .ifPresent(findings::addAll);
    return findings;
  }

  private void unverifiable(
      ClusterModelTrustPolicy policy,
      String namespace,
      PodLayout pod,
      OtherSource source,
      Lifting<Finding> lifting) {
    if (denied(policy, source.kind())) {
      lifting.ofPod(Finding.of(policy.getMetadata().getName(), source), false);
    } else if (source.kind() == Kind.MODELCAR) {
      imageRules.denialsOfRun(policy, namespace, pod.containers()).forEach(lifting::keep);
    }
  }

  /** Modelcars, and what shares processes with them. */
  private void shared(
      ClusterModelTrustPolicy policy,
      String namespace,
      PodLayout pod,
      Modelcars modelcars,
      Map<String, LoadedModels> loaded,
      Lifting<Finding> lifting) {
    String name = policy.getMetadata().getName();
    modelcars.faults().forEach(fault -> lifting.ofPod(Finding.of(name, fault), false));
    imageRules
        .carried(policy, namespace, modelcars.found(), pod, loaded)
        .forEach(fault -> lifting.ofPod(fault.finding(), fault.lasting()));
    if (allowed(policy).patterns().isEmpty()) {
      lifting.ofPod(
          new Finding(
              name,
              "the pod (shareProcessNamespace)",
              "the policy has no requirements.images, so a modelcar may run any program",
              "requirements.images beside unverifiable.modelcar: RequireVerified",
              "ask for them in the policy"),
          false);
    }
  }

  private void settle(
      ClaimRules.Fault fault,
      ClusterModelTrustPolicy policy,
      String namespace,
      Lifting<Finding> lifting) {
    if (fault.unverified()) {
      lifting.ofClaim(
          fault.claimName(),
          fault.finding(),
          () -> claimRules.isDenied(policy, namespace, fault.claimName()));
    } else {
      lifting.keep(fault.finding());
    }
  }

  private static List<MountedImage> images(PodLayout pod) {
    return MountedImage.of(pod.spec()).stream()
        .filter(image -> pod.isConcerned(image.volumeName()))
        .toList();
  }

  /**
   * The claims that are not scratch. Several volumes may name one claim: what is written through
   * one of them is loaded through another, so that all of their mounts count together. A claim with
   * a ModelSignature holds a model, whatever it is called, and a pod that wrote to it as scratch
   * would change what other pods have loaded as verified.
   */
  private List<MountedClaim> models(
      Scratch scratch, String namespace, PodLayout pod, List<MountedClaim> claims) {
    if (!scratch.namesClaims()) {
      return claims;
    }
    Map<String, List<Directory>> paths = new HashMap<>();
    claims.forEach(
        claim ->
            paths
                .computeIfAbsent(claim.claimName(), name -> new ArrayList<>())
                .addAll(pod.paths(claim.volumeName())));
    Set<String> spare =
        paths.entrySet().stream()
            .filter(claim -> scratch.coversClaim(claim.getKey(), claim.getValue()))
            .map(Map.Entry::getKey)
            .filter(claim -> !claimRules.isNamed(namespace, claim))
            .collect(Collectors.toSet());
    return claims.stream().filter(claim -> !spare.contains(claim.claimName())).toList();
  }

  static boolean denied(ClusterModelTrustPolicy policy, Kind kind) {
    return kind.denied(policy.getSpec().unverifiable);
  }

  private static List<Finding> required(ClusterModelTrustPolicy policy, PodLayout pod) {
    String name = policy.getMetadata().getName();
    PolicyRequirements requirements =
        Objects.requireNonNullElseGet(policy.getSpec().requirements, PolicyRequirements::new);
    List<Finding> findings = new ArrayList<>();
    if (requirements.privileges != PrivilegeRequirement.Any) {
      pod.privileges().forEach(privilege -> findings.add(Finding.ofPrivilege(name, privilege)));
    }
    AllowedImages images = allowed(policy);
    for (PodContainer container : pod.started()) {
      if (!images.allow(container.image())) {
        findings.add(image(policy, container));
      }
    }
    return findings;
  }

  private static Finding unfilled(
      ClusterModelTrustPolicy policy, MountedClaim claim, Fills.Objection why) {
    return MountedSource.of(claim).finding(policy, why.found(), why.wanted(), why.hint());
  }

  private static AllowedImages allowed(ClusterModelTrustPolicy policy) {
    PolicyRequirements requirements = policy.getSpec().requirements;
    return new AllowedImages(
        requirements == null || requirements.images == null ? List.of() : requirements.images);
  }

  private static Finding image(ClusterModelTrustPolicy policy, PodContainer container) {
    return new Finding(
        policy.getMetadata().getName(),
        "container " + container.name(),
        "image " + container.image() + " is not among the allowed ones",
        "an image of requirements.images",
        NamespacedPolicies.command("get", policy)
            + " -o jsonpath='{.spec.requirements.images}' lists them");
  }
}
