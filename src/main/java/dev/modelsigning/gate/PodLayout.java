// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.limits.PodLimits;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.gate.loading.Loading;
import dev.modelsigning.gate.loading.ReadPod;
import dev.modelsigning.gate.loading.Section;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.PodNodes;
import dev.modelsigning.volume.WritePrivilege;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pod as the decision looks at it, read in one pass. A request about ephemeral containers starts
 * those that are new, and is about the volumes that they mount, so that a running pod can be
 * debugged after its model has lost its verdict; any other request starts all containers. What all
 * policies ask alike is found out once. For one decision and one thread.
 */
final class PodLayout {
  /** Paths of one container that are compared with each of its mounts. */
  private static final int NAMED_PATHS = 64;

  private static final List<Directory> NODE_PATHS =
      Catalog.SHIPPED.entries(Section.NODE_PATHS).stream().map(Directory::inContainer).toList();

  private final PodSpec spec;
  private final boolean whole;
  private final List<PodContainer> containers;
  private final Map<String, Boolean> passedOn = new HashMap<>();
  private @Nullable Map<String, List<Use>> uses;
  private @Nullable List<String> privileges;

  private PodLayout(PodSpec spec, boolean whole, List<PodContainer> containers) {
    this.spec = spec;
    this.whole = whole;
    this.containers = List.copyOf(containers);
  }

  /** A mount of a volume in a container. */
  record Use(PodContainer container, PodContainer.Mount mount) {}

  PodSpec spec() {
    return spec;
  }

  /** Whether the request starts the pod as a whole. */
  boolean whole() {
    return whole;
  }

  /** All containers: init, regular and ephemeral ones. */
  List<PodContainer> containers() {
    return containers;
  }

  /** Where the pod runs or may run. */
  PodNodes nodes() {
    return PodNodes.of(spec);
  }

  /**
   * What lets a container undo a read-only mount, or reach the files without it, for people: of the
   * containers that the request starts, and of the pod if it starts as a whole. A hostPath is such
   * a thing only where it is writable or holds the node's own files: whether a pod may have one at
   * all is another rule.
   */
  List<String> privileges() {
    List<String> found = privileges;
    if (found == null) {
      found = privileges(WritePrivilege.of(spec));
      privileges = found;
    }
    return found;
  }

  private List<String> privileges(List<WritePrivilege> all) {
    if (all.isEmpty() && volumes().stream().allMatch(v -> v.getHostPath() == null)) {
      return List.of();
    }
    Set<String> started = started().stream().map(PodContainer::name).collect(Collectors.toSet());
    List<String> found = new ArrayList<>();
    all.stream()
        .filter(privilege -> privilege.kind() != WritePrivilege.Kind.HOST_PATH)
        .filter(privilege -> privilege.container().map(started::contains).orElse(whole))
        .map(WritePrivilege::text)
        .forEach(found::add);
    for (Volume volume : volumes()) {
      powerOf(volume)
          .map(what -> "volume " + volume.getName() + " is " + what)
          .ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  private Optional<String> powerOf(Volume volume) {
    if (volume.getHostPath() == null) {
      return Optional.empty();
    }
    Directory path = Directory.inContainer(volume.getHostPath().getPath());
    if (path.isAmbiguous()
        || NODE_PATHS.stream().anyMatch(node -> node.contains(path) || path.contains(node))) {
      return Optional.of("hostPath " + path.path() + ", which gives power over containers");
    }
    return uses(volume.getName()).stream().anyMatch(use -> use.mount().writable())
        ? Optional.of("hostPath " + path.path() + ", writable")
        : Optional.empty();
  }

  /** Reads the pod of a request, which is within {@link PodLimits}. */
  static PodLayout of(PodRequest request) {
    boolean whole = !request.subResource().equals("ephemeralcontainers");
    Set<String> running =
        request.oldPod().map(Pod::getSpec).map(PodLayout::ephemeral).orElse(List.of()).stream()
            .map(EphemeralContainer::getName)
            .collect(Collectors.toSet());
    PodSpec spec = Objects.requireNonNullElseGet(request.pod().getSpec(), PodSpec::new);
    List<PodContainer> containers = new ArrayList<>();
    PodContainer.MountReader mounts = new PodContainer.MountReader();
    for (Container init : list(spec.getInitContainers())) {
      boolean sidecar = Objects.equals(init.getRestartPolicy(), "Always");
      containers.add(PodContainer.of(init, !sidecar, whole, mounts));
    }
    for (Container regular : list(spec.getContainers())) {
      containers.add(PodContainer.of(regular, false, whole, mounts));
    }
    for (EphemeralContainer added : ephemeral(spec)) {
      containers.add(
          PodContainer.of(
              MountedClaim.plain(added),
              false,
              whole || !running.contains(added.getName()),
              mounts));
    }
    return new PodLayout(spec, whole, containers);
  }

  private static List<EphemeralContainer> ephemeral(PodSpec spec) {
    return list(spec.getEphemeralContainers());
  }

  private static <T> List<T> list(List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }

  private static Map<String, List<Use>> uses(List<PodContainer> containers) {
    Map<String, List<Use>> uses = new HashMap<>();
    for (PodContainer container : containers) {
      for (PodContainer.Mount mount : container.mounts()) {
        uses.computeIfAbsent(mount.volume(), volume -> new ArrayList<>())
            .add(new Use(container, mount));
      }
    }
    return uses;
  }

  /** What all containers load, which is read when it is asked for. */
  ReadPod read() {
    return new ReadPod(containers.stream().map(PodContainer::spec).toList());
  }

  /** The containers that the request starts. */
  List<PodContainer> started() {
    return whole ? containers : containers.stream().filter(PodContainer::started).toList();
  }

  /** The volumes that the request is about. */
  List<Volume> volumes() {
    List<Volume> volumes = list(spec.getVolumes());
    return whole ? volumes : volumes.stream().filter(v -> isConcerned(v.getName())).toList();
  }

  /** Whether the request is about a volume. */
  boolean isConcerned(String volume) {
    return whole || uses(volume).stream().anyMatch(use -> use.container().started());
  }

  /** The mounts of a volume. */
  List<Use> uses(String volume) {
    Map<String, List<Use>> all = uses;
    if (all == null) {
      all = uses(containers);
      uses = all;
    }
    return all.getOrDefault(volume, List.of());
  }

  /** Whether a container has the name of a known server. */
  boolean serves(String container, Loading loading) {
    return containers.stream()
        .anyMatch(found -> found.name().equals(container) && loading.isServer(found.spec()));
  }

  /**
   * Whether a container loads a model from a volume, by what its command line and environment name.
   * One that names very many may.
   */
  boolean isLoadedFrom(String volume, String container, Map<String, LoadedModels> loaded) {
    LoadedModels what = Objects.requireNonNull(loaded.get(container));
    List<Directory> named =
        Stream.concat(what.models().stream(), what.others().stream())
            .limit(NAMED_PATHS + 1L)
            .map(Directory::inContainer)
            .toList();
    return named.size() > NAMED_PATHS
        || uses(volume).stream()
            .filter(use -> use.container().name().equals(container))
            .anyMatch(
                use -> named.stream().anyMatch(path -> !use.mount().path().isApartFrom(path)));
  }

  /** Where a volume is mounted. */
  List<Directory> paths(String volume) {
    return uses(volume).stream().map(use -> use.mount().path()).toList();
  }

  /** The names of the containers that mount a volume. */
  Set<String> mounting(String volume) {
    Set<String> names = new LinkedHashSet<>();
    uses(volume).forEach(use -> names.add(use.container().name()));
    return names;
  }

  /** Whether more than one container mounts a volume and one of them can write to it. */
  boolean isPassedOn(String volume) {
    return passedOn.computeIfAbsent(
        volume,
        name ->
            mounting(name).size() > 1
                && uses(name).stream().anyMatch(use -> use.mount().writable()));
  }
}
