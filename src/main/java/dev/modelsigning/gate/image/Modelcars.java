// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.image;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelcarRule;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The modelcars of a pod whose containers share processes: containers that do nothing but link the
 * {@code /models} of their image into an {@code emptyDir}, where one server reads it. What else is
 * in such a pod is looked at as well, because processes of one user reach each other's files. That
 * the images are what somebody signed is not decided here.
 */
public final class Modelcars {
  private static final String WANTED = "a pod as KServe makes it for oci:// URIs";

  private final List<SharingContainer> containers;
  private final Map<String, Modelcar> byVolume = new HashMap<>();
  private final Set<String> readers = new LinkedHashSet<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Fault> faultsOfAdded = new ArrayList<>();

  /**
   * A container whose image holds a model.
   *
   * @param container its name
   * @param image as the pod writes it
   * @param volume name of the {@code emptyDir} with the link
   * @param link absolute path of the link, in every container that mounts the volume
   */
  public record Modelcar(String container, String image, String volume, String link) {}

  /**
   * Why the pod is not one of modelcars and their server. All components are for people.
   *
   * @param subject container, or the pod
   * @param found what is there
   * @param wanted what would be accepted
   * @param hint what to change
   */
  public record Fault(String subject, String found, String wanted, String hint) {}

  /** Reads a pod whose containers share processes. */
  private Modelcars(PodSpec pod) {
    this.containers = SharingContainer.of(pod);
    Set<String> empty = new LinkedHashSet<>();
    list(pod.getVolumes()).stream()
        .filter(volume -> volume.getEmptyDir() != null)
        .map(Volume::getName)
        .forEach(empty::add);
    containers.forEach(container -> container.script().ifPresent(s -> note(container, s, empty)));
    if (containers.stream().allMatch(container -> container.script().isEmpty())) {
      faults.add(
          new Fault(
              "the pod (shareProcessNamespace)",
              "none of its containers is a modelcar, which links /models of its image and sleeps",
              WANTED,
              "remove shareProcessNamespace"));
    }
    if (Boolean.TRUE.equals(pod.getHostPID())) {
      faults.add(
          new Fault("the pod", "it has hostPID", "processes of the pod alone", "remove hostPID"));
    }
    if (!byVolume.isEmpty()) {
      containers.forEach(this::readBeside);
    }
    if (readers.size() > 1) {
      faults.add(
          new Fault(
              "container " + String.join(", ", readers),
              "several containers read what modelcars link",
              "one server, because each of them could replace what the others read",
              "let the servers mount the image as a volume (KServe: oci+native://...)"));
    }
  }

  private Modelcars() {
    this.containers = List.of();
  }

  /**
   * The modelcars of a pod, as far as a policy wants them verified.
   *
   * @return without any where the policy decides about modelcars as a whole, or nothing is shared
   */
  public static Modelcars of(ClusterModelTrustPolicy policy, PodSpec pod) {
    return areWanted(policy) && Boolean.TRUE.equals(pod.getShareProcessNamespace())
        ? new Modelcars(pod)
        : new Modelcars();
  }

  /** Whether a container runs what modelcars run, wherever else it may be wrong. */
  public static boolean isModelcar(Container container) {
    return ModelcarScript.of(container).isPresent();
  }

  /** Whether the policy admits modelcars that are verified. */
  public static boolean areWanted(ClusterModelTrustPolicy policy) {
    return policy.getSpec().unverifiable != null
        && policy.getSpec().unverifiable.modelcar == ModelcarRule.RequireVerified;
  }

  /** Those that were found, one for each volume. */
  public List<Modelcar> found() {
    return List.copyOf(byVolume.values());
  }

  /** Where the link of each volume is; what else is in the volume was never verified. */
  public Map<String, String> links() {
    Map<String, String> links = new HashMap<>();
    byVolume.forEach((volume, modelcar) -> links.put(volume, modelcar.link()));
    return Map.copyOf(links);
  }

  /** Whether a volume holds nothing but the link of a modelcar, and what its reader itself adds. */
  public boolean fills(String volume) {
    return byVolume.containsKey(volume);
  }

  /** What is wrong with the pod, apart from what ephemeral containers add. */
  public List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** What is wrong with ephemeral containers. */
  public List<Fault> faultsOfAdded() {
    return List.copyOf(faultsOfAdded);
  }

  private void note(SharingContainer container, ModelcarScript script, Set<String> empty) {
    List<String> wrong = new ArrayList<>(container.extras());
    List<VolumeMount> mounts = container.ownMounts();
    if (mounts.size() != 1) {
      wrong.add("it has to mount one emptyDir and nothing else");
    } else {
      String volume = Objects.requireNonNullElse(mounts.getFirst().getName(), "");
      if (!empty.contains(volume)) {
        wrong.add("its volume " + volume + " is no emptyDir");
      } else if (!SharingContainer.isPlainAt(mounts.getFirst(), script.folder())) {
        wrong.add(
            "its volume has to be mounted at "
                + script.folder()
                + ", at or below /mnt, without subPath and mountPropagation");
      } else if (byVolume.containsKey(volume)) {
        wrong.add("volume " + volume + " is that of another modelcar");
      }
      if (!volume.isEmpty()) {
        byVolume.putIfAbsent(
            volume, new Modelcar(container.name(), container.image(), volume, script.link()));
      }
    }
    wrong.forEach(
        what ->
            faults.add(
                new Fault(
                    container.subject(),
                    what,
                    WANTED,
                    "leave the modelcar as KServe does; what a webhook of the cluster adds has to"
                        + " be kept from this container, as the annotation"
                        + " eks.amazonaws.com/skip-containers of a pod does on EKS")));
  }

  private void readBeside(SharingContainer container) {
    if (container.script().isPresent()) {
      return;
    }
    List<Fault> found = container.isAdded() ? faultsOfAdded : faults;
    List<VolumeMount> linked =
        container.mounts().stream()
            .filter(mount -> byVolume.containsKey(Objects.requireNonNullElse(mount.getName(), "")))
            .toList();
    container
        .privilege()
        .ifPresent(
            what ->
                found.add(
                    new Fault(
                        container.subject(),
                        what,
                        "containers that cannot reach the files of other users' processes",
                        "remove privileged, procMount and the capability")));
    if (linked.isEmpty()) {
      if (container.runsBeside() || container.followsModelcar()) {
        unreachable(container)
            .ifPresent(
                what ->
                    found.add(
                        new Fault(
                            container.subject(),
                            what,
                            "other containers to run as another user than the modelcars",
                            "set runAsUser in both (KServe: uidModelcar), not 0 here, and"
                                + " allowPrivilegeEscalation: false here")));
      }
    } else {
      found.addAll(reading(container, linked));
    }
  }

  private List<Fault> reading(SharingContainer container, List<VolumeMount> linked) {
    List<Fault> found = new ArrayList<>();
    if (container.isAdded() || !container.runsBeside()) {
      found.add(
          new Fault(
              container.subject(),
              "it mounts the volume of a modelcar",
              "that only the modelcar and one server mount it",
              "remove the mount"));
      return found;
    }
    readers.add(container.name());
    container
        .mountInProc()
        .ifPresent(
            path ->
                found.add(
                    new Fault(
                        container.subject(),
                        "it has a volume at " + path + ", where the modelcar's link leads",
                        "the process file system of the kernel at /proc",
                        "remove the mount")));
    for (VolumeMount mount : linked) {
      Modelcar modelcar = Objects.requireNonNull(byVolume.get(mount.getName()));
      String folder = new ModelcarScript(modelcar.link()).folder();
      if (!SharingContainer.isPlainAt(mount, folder)) {
        found.add(
            new Fault(
                container.subject(),
                "it mounts volume " + modelcar.volume() + " in part, or at another path",
                "the same path as in the modelcar (" + folder + "), without subPath",
                "set mountPath: " + folder));
      }
    }
    return found;
  }

  /** Processes of another user cannot be reached, and a user that is not root stays that. */
  private Optional<String> unreachable(SharingContainer container) {
    Optional<Long> user = container.user();
    boolean apart =
        user.filter(id -> id != 0).isPresent()
            && containers.stream()
                .filter(other -> other.script().isPresent())
                .allMatch(car -> car.user().filter(id -> !id.equals(user.get())).isPresent());
    if (!apart) {
      return Optional.of("it may run as the user of a modelcar, whose files it could change");
    }
    return container.mayBecomeRoot()
        ? Optional.of("it may become root, who reaches the files of a modelcar")
        : Optional.empty();
  }

  private static <T> List<T> list(List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
