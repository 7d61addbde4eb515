// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PrivilegeRequirement;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.download.GatedDownloads;
import dev.modelsigning.gate.download.Objection;
import dev.modelsigning.gate.exemption.Exemption;
import dev.modelsigning.gate.exemption.Exemptions;
import dev.modelsigning.gate.exemption.Lifting;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.gate.loading.Loading;
import dev.modelsigning.gate.loading.Section;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.MountedImage;
import dev.modelsigning.volume.WritePrivilege;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks one pod against one policy: its sources of models, and what lies around them. */
final class PolicyRules {
  private final ClaimRules claimRules;
  private final ImageRules imageRules;
  private final Clock clock;

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

  /** Judges a pod. */
  Ruling ruling(
      ClusterModelTrustPolicy policy,
      PodRequest request,
      PodLayout pod,
      List<MountedClaim> claims) {
    String name = policy.getMetadata().getName();
    String namespace = request.namespace();
    Catalog catalog = catalog(policy);
    Map<String, LoadedModels> loaded = loaded(pod, new Loading(catalog));
    ModelPaths paths = ModelPaths.of(catalog, loaded.values());
    Scratch scratch = Scratch.of(policy, paths);
    List<MountedClaim> models = models(scratch, namespace, pod, claims);
    Lifting<Finding> lifting =
        new Lifting<>(
            new Exemptions(
                policy, namespace, request.name(), request.pod().getMetadata(), clock.instant()),
            Finding::noting);
    claimRules
        .findings(policy, namespace, models, pod.nodes())
        .forEach(fault -> settle(fault, policy, namespace, lifting));
    Set<String> verified =
        models.stream()
            .map(MountedClaim::volumeName)
            .collect(Collectors.toCollection(HashSet::new));
    List<MountedImage> images = images(pod);
    if (denied(policy, Kind.IMAGE)) {
      imageRules
          .faults(policy, namespace, images, pod.nodes().bound())
          .forEach(fault -> lifting.ofPod(fault.finding(), fault.lasting()));
      images.forEach(image -> verified.add(image.volumeName()));
    } else {
      imageRules.denials(policy, namespace, images).forEach(lifting::keep);
    }
    GatedDownloads downloads = new GatedDownloads(pod.spec(), policy, clock.instant());
    for (OtherSource source : new OtherSources(catalog, paths, scratch).of(pod)) {
      if (source.kind() == Kind.INIT_DOWNLOADED && downloads.areWanted()) {
        verified.add(source.volume());
        downloads.objections(source.volume()).stream()
            .map(objection -> ungated(name, source.volume(), objection))
            .forEach(finding -> lifting.ofPod(finding, false));
      } else if (denied(policy, source.kind())) {
        lifting.ofPod(unverifiable(name, source), false);
      }
    }
    downloads.intrusions().forEach(objection -> lifting.keep(ungated(name, "", objection)));
    new Overlays(pod, verified)
        .find().stream().map(overlay -> inTheWay(name, overlay)).forEach(lifting::keep);
    loading(policy, pod, loaded, downloads.fetching())
        .forEach(finding -> lifting.ofPod(finding, false));
    required(policy, pod).forEach(lifting::keep);
    return new Ruling(lifting.kept(), lifting.lifted());
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

  private static boolean denied(ClusterModelTrustPolicy policy, Kind kind) {
    return kind.denied(policy.getSpec().unverifiable);
  }

  private static Catalog catalog(ClusterModelTrustPolicy policy) {
    ModelRules rules = policy.getSpec().models;
    if (rules == null) {
      return Catalog.SHIPPED;
    }
    return Catalog.SHIPPED
        .with(Section.MODEL_PATHS, Objects.requireNonNullElse(rules.modelPaths, List.of()))
        .with(Section.MODEL_OPTIONS, Objects.requireNonNullElse(rules.modelOptions, List.of()))
        .with(Section.MODEL_VARIABLES, Objects.requireNonNullElse(rules.modelVariables, List.of()))
        .with(
            Section.DRIVERS_WITHOUT_MODELS,
            Objects.requireNonNullElse(rules.scratchDrivers, List.of()));
  }

  private static Map<String, LoadedModels> loaded(PodLayout pod, Loading loading) {
    Map<String, LoadedModels> loaded = new LinkedHashMap<>();
    pod.containers().forEach(c -> loaded.put(c.name(), loading.of(c.spec())));
    return loaded;
  }

  /** What the containers load that no volume holds. */
  private static List<Finding> loading(
      ClusterModelTrustPolicy policy,
      PodLayout pod,
      Map<String, LoadedModels> loaded,
      Set<String> fetching) {
    String name = policy.getMetadata().getName();
    NamedPaths paths = new NamedPaths(pod);
    List<Finding> findings = new ArrayList<>();
    // An init container may serve and never end. One that only fetches hands over what it gets, so
    // that it may do so where a policy lets containers hand over what nobody verified.
    boolean mayFetch = !denied(policy, Kind.INIT_DOWNLOADED);
    for (PodContainer container : pod.started()) {
      if (container.ends() && (mayFetch || fetching.contains(container.name()))) {
        continue;
      }
      LoadedModels what = Objects.requireNonNull(loaded.get(container.name()));
      if (denied(policy, Kind.REMOTE_ARGUMENTS)) {
        what.downloads().forEach(d -> findings.add(download(name, container.name(), d)));
      }
      if (denied(policy, Kind.IMAGE_CONTENT)) {
        paths.unjudged(container, what).stream()
            .map(path -> "container " + container.name() + ", model " + path)
            .map(subject -> unverifiable(name, new OtherSource(Kind.IMAGE_CONTENT, subject)))
            .forEach(findings::add);
      }
    }
    return findings;
  }

  private static List<Finding> required(ClusterModelTrustPolicy policy, PodLayout pod) {
    String name = policy.getMetadata().getName();
    PolicyRequirements requirements =
        Objects.requireNonNullElseGet(policy.getSpec().requirements, PolicyRequirements::new);
    List<Finding> findings = new ArrayList<>();
    if (requirements.privileges != PrivilegeRequirement.Any) {
      Privileges.of(pod, WritePrivilege.of(pod.spec()))
          .forEach(privilege -> findings.add(privileged(name, privilege)));
    }
    AllowedImages images =
        new AllowedImages(Objects.requireNonNullElse(requirements.images, List.of()));
    for (PodContainer container : pod.started()) {
      if (!images.allow(AllowedImages.of(container))) {
        findings.add(image(policy, container));
      }
    }
    return findings;
  }

  private static Finding unverifiable(String policy, OtherSource source) {
    return new Finding(
        policy,
        source.volume(),
        source.subject(),
        "a model source that cannot be verified (" + source.kind().text() + ")",
        "models on claims with a ModelSignature",
        "move the model to a claim, or ask for "
            + source.kind().field()
            + ": Allow in the policy"
            + hint(source.kind()));
  }

  private static Finding ungated(String policy, String volume, Objection objection) {
    return new Finding(
        policy,
        volume,
        objection.subject(),
        objection.found(),
        objection.wanted(),
        objection.hint());
  }

  private static String hint(Kind kind) {
    if (kind == Kind.INIT_DOWNLOADED) {
      return ", or for RequireGate with a container that verifies it"
          + "; what holds no model can be named in models.scratchVolumes or models.scratchPaths";
    }
    return kind == Kind.MODELCAR
        ? "; an image by its digest is verified as a volume (KServe: storageUri oci+native://...)"
        : "";
  }

  private static Finding inTheWay(String policy, Overlays.Overlay overlay) {
    return new Finding(
        policy,
        overlay.volume(),
        "container " + overlay.container() + ", volume " + overlay.volume(),
        overlay.place(),
        "nothing in place of verified files",
        "mount the volume at a plain path outside the model");
  }

  private static Finding download(String policy, String container, String found) {
    return new Finding(
        policy,
        "container " + container,
        found,
        "models on claims with a ModelSignature",
        "name the mounted path, or set the variable HF_HUB_OFFLINE to 1 if it is local, or ask for "
            + Kind.REMOTE_ARGUMENTS.field()
            + ": Allow in the policy");
  }

  private static Finding privileged(String policy, String found) {
    return new Finding(
        policy,
        "the pod",
        found,
        "that no container can undo a read-only mount",
        "remove it, or ask for requirements.privileges: Any in the policy");
  }

  private static Finding image(ClusterModelTrustPolicy policy, PodContainer container) {
    return new Finding(
        policy.getMetadata().getName(),
        "container " + container.name(),
        "image " + AllowedImages.of(container) + " is not among the allowed ones",
        "an image of requirements.images",
        NamespacedPolicies.command("get", policy)
            + " -o jsonpath='{.spec.requirements.images}' lists them");
  }
}
