// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.PodContainer.Mount;
import dev.modelsigning.gate.PodContainer.Mounted;
import dev.modelsigning.text.Printable;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds mounts that replace what was verified: any other mount at or below a verified one, in the
 * same container; the file that the kubelet mounts for the last message of a container is one. One
 * above a verified mount hides nothing, because runtimes mount parents first. But it can decide
 * where the mounts below it are, by links, if somebody else than the container fills it; so beside
 * a verified mount there is no mount inside such a volume.
 *
 * <p>Nobody knows on which system a pod runs that does not say so, so that paths which Windows
 * takes for one are one.
 *
 * <p>The time is linear in the total length of the paths.
 */
final class Overlays {
  private static final String USUAL_MESSAGE = "/dev/termination-log";

  private final PodLayout pod;
  private final Set<String> verified;
  private final Set<String> filled;
  private final Map<Mounted, List<Place>> known = new HashMap<>();

  /**
   * @param verified names of the volumes whose content was verified
   */
  Overlays(PodLayout pod, Set<String> verified) {
    this.pod = pod;
    this.verified = Set.copyOf(verified);
    this.filled = filledByOthers(pod, verified);
  }

  /**
   * A mount that replaces a part of another, or whose place is not known.
   *
   * @param container name of the container
   * @param volume name of the volume that is in the way
   * @param place where it is, for people
   */
  record Overlay(String container, String volume, String place) {}

  /** The same in every container that mounts the same. */
  private record Place(String volume, String text) {}

  /** Those in the containers that the request starts, in their order. */
  List<Overlay> find() {
    List<Overlay> overlays = new ArrayList<>();
    for (PodContainer container : pod.started()) {
      for (Place place : known.computeIfAbsent(container.mounted(), m -> places(container))) {
        overlays.add(new Overlay(container.name(), place.volume(), place.text()));
      }
      message(container)
          .map(place -> new Overlay(container.name(), place.volume(), place.text()))
          .ifPresent(overlays::add);
    }
    return List.copyOf(overlays);
  }

  /** The kubelet mounts a file there, to which the container can write. */
  private Optional<Place> message(PodContainer container) {
    String written = container.spec().getTerminationMessagePath();
    if (written == null || written.equals(USUAL_MESSAGE)) {
      return Optional.empty();
    }
    Directory path = Directory.inContainer(written).onAnySystem();
    for (Mount mount : container.mounts()) {
      boolean trusted = verified.contains(mount.volume());
      Directory place = mount.path().onAnySystem();
      if (trusted && (path.isAmbiguous() || place.contains(path))) {
        return Optional.of(
            new Place(
                mount.volume(),
                "terminationMessagePath %s, at or below the mount of a model, or with '..'"
                    .formatted(Printable.shortened(written))));
      }
    }
    return container.mounts().stream().anyMatch(mount -> verified.contains(mount.volume()))
        ? container.mounts().stream()
            .filter(mount -> filled.contains(mount.volume()))
            .filter(mount -> mount.path().onAnySystem().contains(path))
            .findFirst()
            .map(
                mount ->
                    new Place(
                        mount.volume(),
                        "terminationMessagePath %s, inside volume %s, where links decide"
                            .formatted(Printable.shortened(written), mount.volume())))
        : Optional.empty();
  }

  /** Volumes that may bring links with them, or get them from another container. */
  private static Set<String> filledByOthers(PodLayout pod, Set<String> verified) {
    Set<String> filled = new HashSet<>();
    for (Volume volume : pod.volumes()) {
      boolean harmless =
          OtherSources.isConfiguration(volume)
              || verified.contains(volume.getName())
              || (volume.getEmptyDir() != null && !pod.isPassedOn(volume.getName()));
      if (!harmless) {
        filled.add(volume.getName());
      }
    }
    return filled;
  }

  private List<Place> places(PodContainer container) {
    PathTree<Mount> tree = new PathTree<>();
    boolean any = false;
    for (Mount mount : container.mounts()) {
      boolean trusted = verified.contains(mount.volume());
      any |= trusted;
      if (trusted || filled.contains(mount.volume())) {
        tree.put(mount.path().onAnySystem(), mount);
      }
    }
    List<Place> places = new ArrayList<>();
    for (Mount mount : container.mounts()) {
      Directory path = mount.path().onAnySystem();
      if (path.isAmbiguous()) {
        places.add(new Place(mount.volume(), "mounted at a path with '..'"));
      } else if (any) {
        tree.atOrAbove(path, other -> other.index() != mount.index() && isVerified(other))
            .map(other -> ", at or below the mount of a model")
            .or(
                () ->
                    tree.above(path, other -> filled.contains(other.volume()))
                        .map(other -> ", inside volume " + other.volume() + ", where links decide"))
            .map(why -> new Place(mount.volume(), "mounted at " + mount.path().path() + why))
            .ifPresent(places::add);
      }
    }
    return places;
  }

  private boolean isVerified(Mount mount) {
    return verified.contains(mount.volume());
  }
}
