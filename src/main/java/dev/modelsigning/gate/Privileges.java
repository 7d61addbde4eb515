// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import dev.modelsigning.volume.WritePrivilege;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what lets a container undo a read-only mount, or reach the files without it. A hostPath is
 * such a thing only where it is writable or holds the node's own files: whether a pod may have one
 * at all is another rule.
 */
final class Privileges {
  private static final List<Directory> NODE_PATHS =
      Catalog.SHIPPED.entries(Section.NODE_PATHS).stream().map(Directory::inContainer).toList();

  private Privileges() {}

  /** Those of the containers that the request starts, and of the pod if it starts as a whole. */
  static List<String> of(PodLayout pod, List<WritePrivilege> all) {
    if (all.isEmpty() && pod.volumes().stream().allMatch(v -> v.getHostPath() == null)) {
      return List.of();
    }
    Set<String> started =
        pod.started().stream().map(PodContainer::name).collect(Collectors.toSet());
    List<String> found = new ArrayList<>();
    all.stream()
        .filter(privilege -> privilege.kind() != WritePrivilege.Kind.HOST_PATH)
        .filter(privilege -> privilege.container().map(started::contains).orElse(pod.whole()))
        .map(WritePrivilege::text)
        .forEach(found::add);
    for (Volume volume : pod.volumes()) {
      hostPath(pod, volume)
          .map(what -> "volume " + volume.getName() + " is " + what)
          .ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  private static Optional<String> hostPath(PodLayout pod, Volume volume) {
    if (volume.getHostPath() == null) {
      return Optional.empty();
    }
    Directory path = Directory.inContainer(volume.getHostPath().getPath());
    if (path.isAmbiguous()
        || NODE_PATHS.stream().anyMatch(node -> node.contains(path) || path.contains(node))) {
      return Optional.of("hostPath " + path.path() + ", which gives power over containers");
    }
    return pod.uses(volume.getName()).stream().anyMatch(use -> use.mount().writable())
        ? Optional.of("hostPath " + path.path() + ", writable")
        : Optional.empty();
  }
}
