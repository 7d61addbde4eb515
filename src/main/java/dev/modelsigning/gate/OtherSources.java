// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sources of models in a pod, other than claims, images and arguments. Every kind of volume is
 * judged: kinds that cannot hold a model are listed and all others count, so that a kind of a later
 * Kubernetes is judged too. All kinds of containers count alike.
 */
final class OtherSources {
  /**
   * What every container without a mount of its own there reads and writes: a tmpfs of the pod, and
   * files that runtimes make for the pod.
   */
  private static final List<Directory> SHARED =
      Stream.of("/dev/shm", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf")
          .map(Directory::of)
          .toList();

  private final Catalog catalog;
  private final ModelPaths models;
  private final Scratch scratch;

  /**
   * @param catalog with the drivers that the policy adds
   */
  OtherSources(Catalog catalog, ModelPaths models, Scratch scratch) {
    this.catalog = catalog;
    this.models = models;
    this.scratch = scratch;
  }

  /** In the order of the pod's volumes. */
  List<OtherSource> of(PodLayout pod) {
    List<OtherSource> sources = new ArrayList<>();
    for (Volume volume : pod.volumes()) {
      kind(volume, pod)
          .map(kind -> new OtherSource(kind, subject(pod, volume), volume.getName()))
          .ifPresent(sources::add);
    }
    if (pod.whole()
        && Boolean.TRUE.equals(pod.spec().getShareProcessNamespace())
        && pod.containers().size() > 1) {
      sources.add(new OtherSource(Kind.MODELCAR, "the pod (shareProcessNamespace)"));
    }
    if (pod.whole()) {
      SHARED.stream()
          .filter(shared -> models.areNamedAt(shared) && isShared(shared, pod))
          .map(
              shared ->
                  new OtherSource(
                      Kind.OTHER, shared.path() + ", which all containers of the pod share"))
          .forEach(sources::add);
    }
    return List.copyOf(sources);
  }

  /** With hostIPC the memory is that of the node. */
  private static boolean isShared(Directory shared, PodLayout pod) {
    long without =
        pod.containers().stream()
            .filter(c -> c.mounts().stream().noneMatch(m -> m.path().equals(shared)))
            .count();
    return without > 1 || (without == 1 && Boolean.TRUE.equals(pod.spec().getHostIPC()));
  }

  private static String subject(PodLayout pod, Volume volume) {
    Set<String> containers = pod.mounting(volume.getName());
    return (containers.isEmpty() ? "" : "container " + String.join(", ", containers) + ", ")
        + "volume "
        + volume.getName();
  }

  private Optional<Kind> kind(Volume volume, PodLayout pod) {
    if (volume.getPersistentVolumeClaim() != null || volume.getImage() != null) {
      return Optional.empty();
    }
    List<Directory> paths = pod.paths(volume.getName());
    if (isConfiguration(volume)) {
      return paths.stream().anyMatch(models::reachConfiguration)
          ? Optional.of(Kind.CONFIGURATION)
          : Optional.empty();
    }
    if (volume.getEmptyDir() != null) {
      return pod.isPassedOn(volume.getName()) && !scratch.coversVolume(volume.getName(), paths)
          ? Optional.of(Kind.INIT_DOWNLOADED)
          : Optional.empty();
    }
    return storage(volume, paths);
  }

  private Optional<Kind> storage(Volume volume, List<Directory> paths) {
    if (volume.getHostPath() != null) {
      return Optional.of(Kind.HOST_PATH);
    }
    if (volume.getNfs() != null) {
      return Optional.of(Kind.NFS);
    }
    if (volume.getCsi() != null) {
      return catalog.has(
                  Section.DRIVERS_WITHOUT_MODELS, String.valueOf(volume.getCsi().getDriver()))
              && paths.stream().noneMatch(models::reachConfiguration)
          ? Optional.empty()
          : Optional.of(Kind.INLINE_CSI);
    }
    if (volume.getEphemeral() != null) {
      return scratch.coversVolume(volume.getName(), paths)
          ? Optional.empty()
          : Optional.of(Kind.EPHEMERAL_CLAIM);
    }
    return Optional.of(Kind.OTHER);
  }

  /** At most 1 MiB each, and stored in the API server. */
  static boolean isConfiguration(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getProjected() != null
        || volume.getDownwardAPI() != null;
  }
}
