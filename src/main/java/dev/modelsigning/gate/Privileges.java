// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Finds what lets a container undo a read-only mount, or reach the files without it. */
final class Privileges {
  private static final List<Directory> NODE_PATHS =
      Catalog.SHIPPED.entries(Section.NODE_PATHS).stream().map(Directory::inContainer).toList();

  private static final String PREFIX = "CAP_";

  private Privileges() {}

  /**
   * One privilege.
   *
   * @param subject the container or volume
   * @param found what it has
   */
  record Privilege(String subject, String found) {}

  /** Those of the containers that the request starts, and of the pod if it starts as a whole. */
  static List<Privilege> of(PodLayout pod) {
    List<Privilege> privileges = new ArrayList<>();
    if (pod.whole()) {
      ofPod(pod, privileges);
    }
    for (PodContainer container : pod.started()) {
      ofContainer(container, privileges);
    }
    for (Volume volume : pod.volumes()) {
      hostPath(pod, volume)
          .map(found -> new Privilege("volume " + volume.getName(), found))
          .ifPresent(privileges::add);
    }
    return List.copyOf(privileges);
  }

  private static void ofPod(PodLayout pod, List<Privilege> privileges) {
    if (Boolean.TRUE.equals(pod.spec().getHostPID())) {
      privileges.add(new Privilege("the pod", "hostPID: true"));
    }
    if (isHostProcess(
        Optional.ofNullable(pod.spec().getSecurityContext())
            .map(PodSecurityContext::getWindowsOptions))) {
      privileges.add(new Privilege("the pod", "windowsOptions.hostProcess: true"));
    }
  }

  private static boolean isHostProcess(Optional<WindowsSecurityContextOptions> options) {
    return options.filter(o -> Boolean.TRUE.equals(o.getHostProcess())).isPresent();
  }

  private static void ofContainer(PodContainer container, List<Privilege> privileges) {
    SecurityContext context = container.spec().getSecurityContext();
    if (context == null) {
      return;
    }
    String subject = "container " + container.name();
    if (Boolean.TRUE.equals(context.getPrivileged())) {
      privileges.add(new Privilege(subject, "privileged: true"));
    }
    if (isHostProcess(Optional.ofNullable(context.getWindowsOptions()))) {
      privileges.add(new Privilege(subject, "windowsOptions.hostProcess: true"));
    }
    if (context.getProcMount() != null && !context.getProcMount().equals("Default")) {
      privileges.add(new Privilege(subject, "procMount: " + context.getProcMount()));
    }
    boolean devices = !PodContainer.volumeDevices(container.spec()).isEmpty();
    for (String capability : added(context)) {
      if (Catalog.SHIPPED.has(Section.CAPABILITIES, capability)
          || (devices && Catalog.SHIPPED.has(Section.CAPABILITIES_WITH_DEVICES, capability))) {
        privileges.add(new Privilege(subject, "capability " + capability));
      }
    }
  }

  /** Runtimes accept capabilities in any case, and some with the prefix of the kernel. */
  private static List<String> added(SecurityContext context) {
    return Optional.ofNullable(context.getCapabilities())
        .map(Capabilities::getAdd)
        .orElse(List.of())
        .stream()
        .filter(Objects::nonNull)
        .map(name -> name.toUpperCase(Locale.ROOT))
        .map(name -> name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
        .distinct()
        .toList();
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
