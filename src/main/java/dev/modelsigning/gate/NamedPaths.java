// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.PodContainer.Mount;
import dev.modelsigning.gate.PodContainer.Mounted;
import dev.modelsigning.gate.limits.PodLimits;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.ClaimMount;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds paths that a container names as models and that no volume holds which is judged: the image
 * brings the model along, or the container itself puts it there. Of a relative path that the pod
 * does not place nobody knows which volume holds it.
 */
final class NamedPaths {
  /** Names of a relative path or cache that are compared, half of those of a place, and caches. */
  static final int DEEPEST = 32;

  /** What is listed of one container at most. */
  private static final int PATHS = 8;

  private final PodLayout pod;
  private final Set<String> judged;
  private final Map<String, String> links;
  private final Map<Place, List<String>> known = new HashMap<>();

  /** Containers that mount and load the same name the same paths. */
  private record Place(Mounted mounted, LoadedModels loaded) {}

  /**
   * @param links volumes in which one link alone leads to a model, with the path of the link
   */
  NamedPaths(PodLayout pod, Map<String, String> links) {
    this.pod = pod;
    this.links = Map.copyOf(links);
    this.judged =
        pod.volumes().stream()
            .filter(volume -> volume.getEmptyDir() == null || pod.isPassedOn(volume.getName()))
            .map(Volume::getName)
            .collect(Collectors.toSet());
  }

  /**
   * What the containers load that no volume holds.
   *
   * @param loaded what each container loads
   * @param fetching names of init containers that may download for a gate
   * @param filling names of containers that may download into a claim
   */
  List<Finding> findings(
      ClusterModelTrustPolicy policy,
      Map<String, LoadedModels> loaded,
      Set<String> fetching,
      Set<String> filling) {
    String name = policy.getMetadata().getName();
    List<Finding> findings = new ArrayList<>();
    // An init container may serve and never end. One that only fetches hands over what it gets, so
    // that it may do so where a policy lets containers hand over what nobody verified.
    boolean mayFetch = !PolicyRules.denied(policy, Kind.INIT_DOWNLOADED);
    boolean refusesDownloads = PolicyRules.denied(policy, Kind.REMOTE_ARGUMENTS);
    boolean refusesOwnContent = PolicyRules.denied(policy, Kind.IMAGE_CONTENT);
    for (PodContainer container : pod.started()) {
      if (container.ends() && (mayFetch || fetching.contains(container.name()))) {
        continue;
      }
      LoadedModels what = Objects.requireNonNull(loaded.get(container.name()));
      if (refusesDownloads && !filling.contains(container.name())) {
        what.downloads().forEach(d -> findings.add(Finding.ofDownload(name, container.name(), d)));
      }
      if (refusesOwnContent) {
        for (String path : unjudged(container, what)) {
          String subject = "container " + container.name() + ", model " + path;
          findings.add(Finding.of(name, new OtherSource(Kind.IMAGE_CONTENT, subject)));
        }
      }
    }
    return findings;
  }

  /** The paths of one container, for people. */
  private List<String> unjudged(PodContainer container, LoadedModels loaded) {
    if (loaded.models().isEmpty() && loaded.relative().isEmpty()) {
      return List.of();
    }
    return known.computeIfAbsent(
        new Place(container.mounted(), loaded), place -> find(container, loaded));
  }

  private List<String> find(PodContainer container, LoadedModels loaded) {
    PathTree<Mount> mounts = new PathTree<>();
    container.mounts().forEach(mount -> mounts.put(mount.path(), mount));
    return Stream.concat(
            loaded.models().stream()
                .distinct()
                .filter(path -> !isJudged(mounts, Directory.inContainer(path))),
            loaded.relative().stream().distinct().filter(LoadedModels::isPath))
        .limit(PATHS)
        .map(Printable::shortened)
        .toList();
  }

  /** The deepest mount above a path holds it. Where a path with '..' leads is not known. */
  private boolean isJudged(PathTree<Mount> mounts, Directory path) {
    return !path.isAmbiguous()
        && mounts
            .deepest(path)
            .filter(mount -> judged.contains(mount.volume()))
            .filter(mount -> leads(mount.volume(), path))
            .isPresent();
  }

  private boolean leads(String volume, Directory path) {
    String link = links.get(volume);
    return link == null || Directory.inContainer(link).contains(path);
  }

  /** Where a source is mounted. */
  record MountPoint(String mountPath, String subPath) {
    static MountPoint of(ClaimMount mount) {
      return new MountPoint(mount.mountPath(), mount.subPath());
    }

    boolean isOf(ClaimMount mount) {
      return mountPath.equals(mount.mountPath()) && subPath.equals(mount.subPath());
    }
  }

  /**
   * The paths that containers name, and where they have been looked for.
   *
   * @param relative paths and names that may begin anywhere
   * @param lookedUp where what has no absolute path is looked for; empty where there is none
   * @param areTooDeep whether these, or what they are looked up in, are more than is compared
   * @param mounted grows
   */
  record Named(
      List<Directory> named,
      List<Directory> relative,
      Optional<ModelPaths> lookedUp,
      boolean areTooDeep,
      Set<MountPoint> mounted) {
    /**
     * Whoever names more paths than these downloads, as far as anybody can tell. Linux opens none
     * that is longer.
     */
    static Named of(LoadedModels what) {
      List<Directory> named =
          compared(Stream.of(what.models(), what.others(), what.files()).flatMap(List::stream))
              .map(Directory::inContainer)
              .toList();
      List<Directory> relative = compared(what.relative().stream()).map(Directory::of).toList();
      boolean ambiguous = named.stream().anyMatch(Directory::isAmbiguous);
      return new Named(
          named,
          relative,
          ambiguous || !relative.isEmpty() || !what.caches().isEmpty()
              ? Optional.of(ModelPaths.lookedUp(what, ambiguous))
              : Optional.empty(),
          what.caches().size() > DEEPEST
              || Stream.concat(relative.stream(), what.caches().stream().map(Directory::of))
                  .anyMatch(path -> path.names().size() > DEEPEST),
          new HashSet<>());
    }

    private static Stream<String> compared(Stream<String> paths) {
      return paths
          .limit(LoadedModels.COMPARED)
          .filter(path -> path.length() <= PodLimits.PATH_CHARACTERS);
    }

    Stream<Directory> below(ClaimMount mount) {
      Directory at = Directory.inContainer(mount.mountPath());
      Directory source = Directory.of(mount.subPath());
      return Stream.concat(
              named.stream()
                  .filter(path -> path.names().size() > at.names().size() && at.contains(path))
                  .map(at::relative),
              relative.stream()
                  .filter(path -> !path.isAmbiguous())
                  .flatMap(path -> path.from(at).stream()))
          .map(source::resolve);
    }

    Stream<Directory> lookedUp(ClaimMount mount, List<Directory> unsigned) {
      Directory at = Directory.inContainer(mount.mountPath());
      Directory source = Directory.of(mount.subPath());
      return unsigned.stream()
          .filter(source::contains)
          .filter(
              path ->
                  lookedUp
                      .filter(names -> names.mayLeadTo(at.resolve(source.relative(path))))
                      .isPresent());
    }
  }
}
