// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A container of a pod that shares processes.
 *
 * @param spec an ephemeral container as a plain one
 * @param pod the pod that it is in
 * @param runsBeside whether it runs beside the others: no init container that has to end first
 * @param followsModelcar whether it is an init container that begins when a modelcar, as a sidecar,
 *     runs already
 * @param isAdded whether it is an ephemeral container
 * @param script what it runs, when that is what a modelcar runs
 */
record SharingContainer(
    Container spec,
    PodSpec pod,
    boolean runsBeside,
    boolean followsModelcar,
    boolean isAdded,
    Optional<ModelcarScript> script) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String TERMINATION_LOG = "/dev/termination-log";

  /** Of a path that may be relative, or have superfluous slashes and dots. */
  private static final Pattern PROC = Pattern.compile("[./]*+proc(?:/|$)");

  /** What a modelcar may set; most of it is looked at on its own. */
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "image",
          "imagePullPolicy",
          "command",
          "args",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "securityContext",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "volumeMounts");

  /** Capabilities that do not open what belongs to other users. */
  private static final Set<String> HARMLESS =
      Set.of("IPC_LOCK", "NET_BIND_SERVICE", "NET_RAW", "SYS_NICE", "SYS_RESOURCE");

  /** All containers of a pod. */
  static List<SharingContainer> of(PodSpec pod) {
    List<SharingContainer> containers = new ArrayList<>();
    boolean carRuns = false;
    for (Container init : list(pod.getInitContainers())) {
      boolean sidecar = Objects.equals(init.getRestartPolicy(), "Always");
      Optional<ModelcarScript> script =
          sidecar ? ModelcarScript.of(init) : Optional.<ModelcarScript>empty();
      containers.add(new SharingContainer(init, pod, sidecar, carRuns, false, script));
      carRuns |= script.isPresent();
    }
    for (Container regular : list(pod.getContainers())) {
      containers.add(
          new SharingContainer(regular, pod, true, false, false, ModelcarScript.of(regular)));
    }
    for (EphemeralContainer added : list(pod.getEphemeralContainers())) {
      containers.add(
          new SharingContainer(
              MountedClaim.plain(added), pod, true, false, true, Optional.empty()));
    }
    return List.copyOf(containers);
  }

  String name() {
    return Objects.requireNonNullElse(spec.getName(), "");
  }

  String subject() {
    return "container " + name();
  }

  String image() {
    return Objects.requireNonNullElse(spec.getImage(), "");
  }

  List<VolumeMount> mounts() {
    return list(spec.getVolumeMounts());
  }

  /** Without the token of the service account, which Kubernetes mounts into every container. */
  List<VolumeMount> ownMounts() {
    Set<String> projected =
        list(pod.getVolumes()).stream()
            .filter(volume -> volume.getProjected() != null)
            .map(Volume::getName)
            .collect(Collectors.toSet());
    return mounts().stream()
        .filter(
            mount ->
                !TOKEN.equals(mount.getMountPath())
                    || !projected.contains(Objects.requireNonNullElse(mount.getName(), "")))
        .toList();
  }

  /** Where a volume takes the place of what the links of modelcars lead through. */
  Optional<String> mountInProc() {
    return mounts().stream()
        .map(mount -> Objects.requireNonNullElse(mount.getMountPath(), ""))
        .filter(path -> PROC.matcher(path).lookingAt())
        .findFirst();
  }

  /** Whether a mount shows the whole volume at a path at or below {@code /mnt}. */
  static boolean isPlainAt(VolumeMount mount, String path) {
    return (path.equals("/mnt") || path.startsWith("/mnt/"))
        && path.equals(mount.getMountPath())
        && isUnset(mount.getSubPath())
        && isUnset(mount.getSubPathExpr())
        && (mount.getMountPropagation() == null || mount.getMountPropagation().equals("None"))
        && mount.getAdditionalProperties().isEmpty();
  }

  private static boolean isUnset(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  /** What a modelcar sets beyond what it needs: each could change what runs, or let somebody in. */
  List<String> extras() {
    Set<String> set = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> field : JSON.<JsonNode>valueToTree(spec).properties()) {
      JsonNode value = field.getValue();
      boolean off = value.isBoolean() && !value.booleanValue();
      boolean none = value.isContainerNode() && value.isEmpty();
      if (!FIELDS.contains(field.getKey()) && !off && !none) {
        set.add(field.getKey());
      }
    }
    String log = spec.getTerminationMessagePath();
    if (log != null && !log.equals(TERMINATION_LOG)) {
      set.add("terminationMessagePath");
    }
    if (spec.getResources() != null && !list(spec.getResources().getClaims()).isEmpty()) {
      set.add("resources.claims");
    }
    List<String> extras = new ArrayList<>();
    if (!set.isEmpty()) {
      extras.add("it sets " + String.join(", ", set));
    }
    privilege().ifPresent(extras::add);
    return extras;
  }

  /** What lets it reach the files of processes that are not its own; empty when nothing does. */
  Optional<String> privilege() {
    SecurityContext context = spec.getSecurityContext();
    if (context == null) {
      return Optional.empty();
    }
    if (Boolean.TRUE.equals(context.getPrivileged())) {
      return Optional.of("it is privileged");
    }
    if (context.getProcMount() != null && !context.getProcMount().equals("Default")) {
      return Optional.of("it has procMount " + context.getProcMount());
    }
    if (context.getWindowsOptions() != null || !context.getAdditionalProperties().isEmpty()) {
      return Optional.of("its securityContext has fields that are not known here");
    }
    return context.getCapabilities() == null
        ? Optional.empty()
        : list(context.getCapabilities().getAdd()).stream()
            .filter(added -> !HARMLESS.contains(String.valueOf(added)))
            .findFirst()
            .map(added -> "it adds the capability " + added);
  }

  /** As whom it runs; empty when the image decides. */
  Optional<Long> user() {
    return Optional.ofNullable(spec.getSecurityContext())
        .map(SecurityContext::getRunAsUser)
        .or(
            () ->
                Optional.ofNullable(pod.getSecurityContext())
                    .map(context -> context.getRunAsUser()));
  }

  /** Whether a program of its image may give it the rights of another user. */
  boolean mayBecomeRoot() {
    return spec.getSecurityContext() == null
        || !Boolean.FALSE.equals(spec.getSecurityContext().getAllowPrivilegeEscalation());
  }

  private static <T> List<T> list(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
