// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.PodContainer.Mount;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds mounts that replace what was verified: any other mount at or below a verified one, in the
 * same container. One above a verified mount hides nothing, because runtimes mount parents first.
 * But it can decide where the mounts below it are, by links, if somebody else than the container
 * fills it; so beside a verified mount there is no mount inside such a volume.
 *
 * <p>The time is linear in the total length of the paths.
 */
final class Overlays {
  private final PodLayout pod;
  private final Set<String> verified;
  private final Set<String> filled;

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

  /** Those in the containers that the request starts, in their order. */
  List<Overlay> find() {
    List<Overlay> overlays = new ArrayList<>();
    for (PodContainer container : pod.started()) {
      overlays.addAll(in(container));
    }
    return List.copyOf(overlays);
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

  private List<Overlay> in(PodContainer container) {
    PathTree<Mount> tree = new PathTree<>();
    boolean any = false;
    for (Mount mount : container.mounts()) {
      boolean trusted = verified.contains(mount.volume());
      any |= trusted;
      if (trusted || filled.contains(mount.volume())) {
        tree.put(mount.path(), mount);
      }
    }
    List<Overlay> overlays = new ArrayList<>();
    for (Mount mount : container.mounts()) {
      if (mount.path().isAmbiguous()) {
        overlays.add(overlay(container, mount, "mounted at a path with '..'"));
      } else if (any) {
        tree.atOrAbove(mount.path(), other -> other.index() != mount.index() && isVerified(other))
            .map(other -> ", at or below the mount of a model")
            .or(
                () ->
                    tree.above(mount.path(), other -> filled.contains(other.volume()))
                        .map(other -> ", inside volume " + other.volume() + ", where links decide"))
            .map(reason -> overlay(container, mount, "mounted at " + mount.path().path() + reason))
            .ifPresent(overlays::add);
      }
    }
    return overlays;
  }

  private boolean isVerified(Mount mount) {
    return verified.contains(mount.volume());
  }

  private static Overlay overlay(PodContainer container, Mount mount, String place) {
    return new Overlay(container.name(), mount.volume(), place);
  }
}
