// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.binding.NamespacedPolicies;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the downloaded models of a pod are verified in the pod, where a policy wants that ({@code
 * unverifiable.initDownloaded: RequireGate}). The last init container with a gate's name that
 * mounts the volume is its gate. Whatever starts after it, or runs beside it, cannot write to the
 * volume and reads only what was verified.
 */
public final class GatedDownloads {
  private final PodSpec pod;
  private final ClusterModelTrustPolicy policy;
  private final GateTerms terms;
  private final boolean wanted;

  /** The volumes that were asked about. */
  private final Set<String> judged = new HashSet<>();

  /** The places of the gates that were read. */
  private final Set<Integer> read = new HashSet<>();

  private final Map<String, VerifyingGate> gates = new HashMap<>();

  /**
   * The downloads of a pod under a policy.
   *
   * @param now by which the operator's sign of life is judged
   */
  public GatedDownloads(PodSpec pod, ClusterModelTrustPolicy policy, Instant now) {
    this.pod = pod;
    this.policy = policy;
    this.wanted = GateTerms.areWanted(policy);
    this.terms = wanted ? GateTerms.of(policy, now) : GateTerms.NONE;
  }

  /** Whether the policy wants gates. */
  public boolean areWanted() {
    return wanted;
  }

  /**
   * Why the content of a volume is not verified; empty when it is.
   *
   * @param volume name of an {@code emptyDir} that several containers mount
   */
  public List<Objection> objections(String volume) {
    judged.add(volume);
    if (terms.unusable().isPresent()) {
      return List.of(
          new Objection(
              "volume " + volume,
              terms.unusable().get(),
              "published trust",
              NamespacedPolicies.isNamespaced(policy)
                  ? "nothing is published for a policy of a namespace; have its administrator set"
                      + " unverifiable.initDownloaded to Deny or Allow"
                  : "try again in a few seconds; "
                      + NamespacedPolicies.command("get", policy)
                      + " -o jsonpath='{.status.conditions}' says more"));
    }
    List<Objection> objections = new ArrayList<>(ofPod());
    OptionalInt place = gateOf(volume);
    if (place.isEmpty()) {
      objections.add(
          new Objection(
              "volume " + volume,
              "no gate verifies what is downloaded into it",
              "a last init container with a name that begins with oms-gate and runs oms gate",
              "add one"
                  + (terms.image().isEmpty() ? "" : " with image " + terms.image())
                  + ", as docs/guides/verified-downloads.md shows"));
      return objections;
    }
    Container container = inits().get(place.getAsInt());
    // A gate verifies one volume. So each container is read once, however many it mounts.
    if (!read.add(place.getAsInt())) {
      objections.add(
          new Objection(
              "container " + container.getName() + ", volume " + volume,
              "it mounts another volume that containers share",
              "a gate of its own for each volume",
              "add another init container with a name that begins with oms-gate"));
      return objections;
    }
    GateContainer gate = new GateContainer(pod, container, volume, terms);
    gates.put(
        volume, new VerifyingGate(container.getName(), ended(place.getAsInt()), gate.bundles()));
    objections.addAll(gate.objections());
    others(volume, place.getAsInt(), gate.verified(), objections);
    return List.copyOf(objections);
  }

  /** The gate of a volume that was asked about before; empty where there is none of its own. */
  public Optional<VerifyingGate> gate(String volume) {
    return Optional.ofNullable(gates.get(volume));
  }

  /** The init containers up to a gate, without sidecars. */
  private Set<String> ended(int gate) {
    return inits().subList(0, gate + 1).stream()
        .filter(init -> !isSidecar(init))
        .map(Container::getName)
        .collect(Collectors.toSet());
  }

  /**
   * The init containers that may download into volumes that are verified afterwards: those that end
   * before the gate of a volume which they mount, and the gate. Only volumes count that were asked
   * about before.
   */
  public Set<String> fetching() {
    Set<String> names = new HashSet<>();
    if (wanted) {
      for (int i = 0; i < inits().size(); i++) {
        Container init = inits().get(i);
        int at = i;
        if (!isSidecar(init)
            && GateMounts.list(init.getVolumeMounts()).stream()
                .map(mount -> Objects.requireNonNullElse(mount.getName(), ""))
                .anyMatch(volume -> judged.contains(volume) && gateOf(volume).orElse(-1) >= at)) {
          names.add(Objects.requireNonNullElse(init.getName(), ""));
        }
      }
    }
    return names;
  }

  /** An ephemeral container in the processes of a gate could change what it says. */
  public List<Objection> intrusions() {
    if (!wanted) {
      return List.of();
    }
    return GateMounts.list(pod.getEphemeralContainers()).stream()
        .filter(added -> GateContainer.isNamedAsGate(added.getTargetContainerName()))
        .map(
            added ->
                new Objection(
                    "container " + added.getName(),
                    "it joins the processes of container " + added.getTargetContainerName(),
                    "that nothing joins a gate",
                    "target another container"))
        .toList();
  }

  private List<Objection> ofPod() {
    boolean shared =
        Boolean.TRUE.equals(pod.getShareProcessNamespace())
            || Boolean.TRUE.equals(pod.getHostPID());
    return shared
        ? List.of(
            new Objection(
                "the pod",
                "its containers share processes",
                "a gate with processes of its own",
                "remove shareProcessNamespace and hostPID"))
        : List.of();
  }

  private List<Container> inits() {
    return GateMounts.list(pod.getInitContainers());
  }

  private static boolean isSidecar(Container init) {
    return init.getRestartPolicy() != null && init.getRestartPolicy().equals("Always");
  }

  private OptionalInt gateOf(String volume) {
    for (int i = inits().size() - 1; i >= 0; i--) {
      Container init = inits().get(i);
      if (GateContainer.isNamedAsGate(init.getName())
          && !isSidecar(init)
          && GateMounts.list(init.getVolumeMounts()).stream()
              .anyMatch(mount -> volume.equals(mount.getName()))) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private void others(
      String volume, int gate, Optional<PlainPath> verified, List<Objection> objections) {
    for (int i = 0; i < inits().size(); i++) {
      Container init = inits().get(i);
      if (i < gate && isSidecar(init) && mounts(init.getVolumeMounts(), volume)) {
        objections.add(
            new Objection(
                "container " + init.getName(),
                "this sidecar starts before the gate and mounts volume " + volume,
                "that what is not verified yet is read and written only by init containers that end",
                "move it behind the gate and mount the volume read-only"));
      } else if (i > gate) {
        reader(init.getName(), init.getVolumeMounts(), volume, verified, objections);
      }
    }
    for (Container container : GateMounts.list(pod.getContainers())) {
      reader(container.getName(), container.getVolumeMounts(), volume, verified, objections);
    }
    for (EphemeralContainer added : GateMounts.list(pod.getEphemeralContainers())) {
      reader(added.getName(), added.getVolumeMounts(), volume, verified, objections);
    }
  }

  private static boolean mounts(@Nullable List<VolumeMount> mounts, String volume) {
    return GateMounts.list(mounts).stream().anyMatch(mount -> volume.equals(mount.getName()));
  }

  private static void reader(
      @Nullable String name,
      @Nullable List<VolumeMount> mounts,
      String volume,
      Optional<PlainPath> verified,
      List<Objection> objections) {
    for (VolumeMount mount : GateMounts.list(mounts)) {
      if (!volume.equals(mount.getName())) {
        continue;
      }
      String subject = "container " + name + ", volume " + volume;
      if (!GateMounts.isReadOnly(mount)) {
        objections.add(
            new Objection(
                subject,
                "it can write to the model after the gate",
                "read-only mounts behind the gate",
                "set readOnly: true on the mount"));
      }
      boolean expression = GateMounts.isSet(mount.getSubPathExpr());
      Optional<PlainPath> place =
          expression ? Optional.empty() : PlainPath.onVolume(mount.getSubPath());
      // A part alone may be one that no signature covers, and links of the model may lead out of
      // it.
      if (verified.isPresent() && (place.isEmpty() || !place.get().equals(verified.get()))) {
        objections.add(
            new Objection(
                subject,
                "it reads another folder than the gate verifies (" + verified.get().text() + ")",
                "exactly the verified folder",
                "let the gate verify the whole volume, or mount the folder by subPath"));
      }
    }
  }
}
