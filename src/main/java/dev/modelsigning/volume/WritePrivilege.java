// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptions;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptionsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A privilege with which a pod can write to a volume that it mounts read-only: it can mount the
 * volume again, reach the device or the node's file system beneath it, or act through a process
 * that is not so restricted. Init, regular and ephemeral containers count alike.
 *
 * @param kind which privilege
 * @param container the container that has it; empty when the whole pod does
 * @param detail names of the capabilities or of the volume; empty where the kind says everything
 */
public record WritePrivilege(Kind kind, Optional<String> container, String detail) {

  /** The kinds of privileges. */
  public enum Kind {
    /** {@code privileged: true}: every capability and every device of the node. */
    PRIVILEGED("privileged: true"),
    /** A capability that mounts, loads code into the kernel, or reaches files past their mount. */
    CAPABILITY("capabilities.add"),
    /** {@code MKNOD} in a container that has devices. */
    DEVICE_NODES("the capability MKNOD together with volumeDevices"),
    /** {@code procMount: Unmasked}: the kernel's controls in /proc. */
    UNMASKED_PROC("procMount: Unmasked"),
    /** A Windows container that is a process of the node. */
    HOST_PROCESS("windowsOptions.hostProcess: true"),
    /** {@code hostPID: true}: the file systems of other processes of the node, through /proc. */
    HOST_PID("hostPID: true"),
    /** A directory of the node, below which the kubelet mounts the volumes of all pods. */
    HOST_PATH("hostPath");

    private final String field;

    Kind(String field) {
      this.field = field;
    }
  }

  /**
   * Capabilities that undo a read-only mount. {@code SYS_ADMIN} mounts; {@code SYS_MODULE}, {@code
   * SYS_RAWIO} and {@code SYS_BOOT} change the kernel or the disk beneath it; {@code
   * DAC_READ_SEARCH} opens files by handle, and so through any writable mount of the same file
   * system.
   */
  private static final Set<String> CAPABILITIES =
      Set.of("ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO", "SYS_BOOT", "DAC_READ_SEARCH");

  private static final String ALL = "ALL";
  private static final String MKNOD = "MKNOD";
  private static final String PREFIX = "CAP_";

  /** All such privileges of a pod; empty when what it mounts read-only stays read-only for it. */
  public static List<WritePrivilege> of(Pod pod) {
    return pod.getSpec() == null ? List.of() : of(pod.getSpec());
  }

  /** All such privileges of a pod with this specification. */
  public static List<WritePrivilege> of(PodSpec spec) {
    List<WritePrivilege> found = new ArrayList<>(ofPod(spec));
    for (Container container : list(spec.getInitContainers())) {
      found.addAll(of(container));
    }
    for (Container container : list(spec.getContainers())) {
      found.addAll(of(container));
    }
    for (EphemeralContainer container : list(spec.getEphemeralContainers())) {
      found.addAll(
          of(
              container.getName(),
              container.getSecurityContext(),
              !list(container.getVolumeDevices()).isEmpty()));
    }
    return List.copyOf(found);
  }

  /**
   * The part of a security context that decides here. What else it may hold, such as capabilities
   * that no kernel knows, has no bound.
   */
  public static @Nullable SecurityContext decisive(@Nullable SecurityContext security) {
    if (security == null) {
      return null;
    }
    Capabilities capabilities = security.getCapabilities();
    return new SecurityContextBuilder()
        .withPrivileged(security.getPrivileged())
        .withProcMount(security.getProcMount())
        .withWindowsOptions(decisive(security.getWindowsOptions()))
        .withCapabilities(
            capabilities == null
                ? null
                : new CapabilitiesBuilder()
                    .withAdd(decisive(capabilities.getAdd()))
                    .withDrop(decisive(capabilities.getDrop()))
                    .build())
        .build();
  }

  /** The same of a whole pod. */
  public static @Nullable PodSecurityContext decisive(@Nullable PodSecurityContext security) {
    return security == null
        ? null
        : new PodSecurityContextBuilder()
            .withWindowsOptions(decisive(security.getWindowsOptions()))
            .build();
  }

  private static @Nullable WindowsSecurityContextOptions decisive(
      @Nullable WindowsSecurityContextOptions options) {
    return isHostProcess(options)
        ? new WindowsSecurityContextOptionsBuilder().withHostProcess(true).build()
        : null;
  }

  private static List<String> decisive(@Nullable List<String> capabilities) {
    return names(capabilities).stream()
        .filter(name -> CAPABILITIES.contains(name) || name.equals(MKNOD))
        .toList();
  }

  /** Names the field and, where it has one, the container. */
  public String text() {
    String what = kind.field + (detail.isEmpty() ? "" : " " + detail);
    return container.map(name -> "container " + name + " has " + what).orElse("it has " + what);
  }

  private static List<WritePrivilege> ofPod(PodSpec spec) {
    List<WritePrivilege> found = new ArrayList<>();
    if (Boolean.TRUE.equals(spec.getHostPID())) {
      found.add(new WritePrivilege(Kind.HOST_PID, Optional.empty(), ""));
    }
    if (spec.getSecurityContext() != null
        && isHostProcess(spec.getSecurityContext().getWindowsOptions())) {
      found.add(new WritePrivilege(Kind.HOST_PROCESS, Optional.empty(), ""));
    }
    list(spec.getVolumes()).stream()
        .filter(volume -> volume.getHostPath() != null)
        .map(volume -> new WritePrivilege(Kind.HOST_PATH, Optional.empty(), volume.getName()))
        .forEach(found::add);
    return found;
  }

  private static List<WritePrivilege> of(Container container) {
    return of(
        container.getName(),
        container.getSecurityContext(),
        !list(container.getVolumeDevices()).isEmpty());
  }

  private static List<WritePrivilege> of(
      String name, @Nullable SecurityContext security, boolean hasDevices) {
    if (security == null && !hasDevices) {
      return List.of();
    }
    List<WritePrivilege> found = new ArrayList<>();
    Optional<String> container = Optional.of(name);
    Capabilities capabilities = security == null ? null : security.getCapabilities();
    if (hasDevices && canMakeNodes(capabilities)) {
      found.add(new WritePrivilege(Kind.DEVICE_NODES, container, ""));
    }
    if (security == null) {
      return found;
    }
    if (Boolean.TRUE.equals(security.getPrivileged())) {
      found.add(new WritePrivilege(Kind.PRIVILEGED, container, ""));
    }
    String added =
        added(capabilities).stream()
            .filter(CAPABILITIES::contains)
            .collect(Collectors.joining(" "));
    if (!added.isEmpty()) {
      found.add(new WritePrivilege(Kind.CAPABILITY, container, added));
    }
    if (Objects.equals(security.getProcMount(), "Unmasked")) {
      found.add(new WritePrivilege(Kind.UNMASKED_PROC, container, ""));
    }
    if (isHostProcess(security.getWindowsOptions())) {
      found.add(new WritePrivilege(Kind.HOST_PROCESS, container, ""));
    }
    return found;
  }

  /** Container runtimes give MKNOD to every container that does not drop it. */
  private static boolean canMakeNodes(@Nullable Capabilities capabilities) {
    if (capabilities == null) {
      return true;
    }
    Set<String> dropped = names(capabilities.getDrop());
    Set<String> added = names(capabilities.getAdd());
    boolean keepsDefault = !dropped.contains(MKNOD) && !dropped.contains(ALL);
    return keepsDefault || added.contains(MKNOD) || added.contains(ALL);
  }

  private static Set<String> added(@Nullable Capabilities capabilities) {
    return capabilities == null ? Set.of() : names(capabilities.getAdd());
  }

  /** Runtimes take a capability in any case, and some with its prefix. */
  private static Set<String> names(@Nullable List<String> capabilities) {
    return list(capabilities).stream()
        .map(name -> name.toUpperCase(Locale.ROOT))
        .map(name -> name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isHostProcess(@Nullable WindowsSecurityContextOptions options) {
    return options != null && Boolean.TRUE.equals(options.getHostProcess());
  }

  private static <T> List<T> list(@Nullable List<T> items) {
    return items == null ? List.of() : items;
  }
}
