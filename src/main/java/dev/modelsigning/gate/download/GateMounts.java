// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a gate container mounts: the model, the trust, signatures, and what Kubernetes itself adds.
 * Everything else could replace a program or a file that it relies on.
 */
final class GateMounts {
  /** Where models, trust and signatures may be mounted: no program of an image lies there. */
  private static final List<PlainPath> PLACES =
      Stream.of(
              "/gate",
              "/mnt",
              "/models",
              "/model-store",
              "/model-cache",
              "/model-repository",
              "/data",
              "/repository",
              "/opt/ml/model",
              "/opt/nim/.cache")
          .flatMap(path -> PlainPath.absolute(path).stream())
          .toList();

  private static final PlainPath TOKEN =
      PlainPath.absolute("/var/run/secrets/kubernetes.io/serviceaccount").orElseThrow();

  /** Clouds mount tokens there into every container; nothing of an image lies there. */
  private static final List<PlainPath> IDENTITIES =
      Catalog.SHIPPED.entries(Section.IDENTITY_PATHS).stream()
          .flatMap(path -> PlainPath.absolute(path).stream())
          .toList();

  private static final PlainPath TEMPORARY = PlainPath.absolute("/tmp").orElseThrow();

  /** Each is compared with each. */
  private static final int MAX_MOUNTS = 32;

  private final PodSpec pod;
  private final String model;
  private final List<PlainPath> trust = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private Optional<PlainPath> modelPath = Optional.empty();
  private boolean writes;

  /**
   * @param model name of the volume that the gate verifies
   */
  GateMounts(PodSpec pod, Container gate, String model) {
    this.pod = pod;
    this.model = model;
    List<VolumeMount> mounts = list(gate.getVolumeMounts());
    if (mounts.size() > MAX_MOUNTS) {
      faults.add("it has " + mounts.size() + " mounts, more than " + MAX_MOUNTS);
    } else {
      mounts.forEach(this::read);
      requireApart(mounts);
    }
  }

  /** One mount within another could replace a file of it. The first pair says enough. */
  private void requireApart(List<VolumeMount> mounts) {
    List<PlainPath> paths =
        mounts.stream()
            .flatMap(mount -> PlainPath.absolute(mount.getMountPath()).stream())
            .toList();
    for (int i = 0; i < paths.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (paths.get(i).touches(paths.get(j))) {
          faults.add(
              "mounts " + paths.get(j).text() + " and " + paths.get(i).text() + " are not apart");
          return;
        }
      }
    }
  }

  /** What must not be, for people. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** Where the model is mounted; empty when it is not, or in a way that does not count. */
  Optional<PlainPath> model() {
    return modelPath;
  }

  /** Whether a file is the key of a policy in the published trust. */
  boolean isTrust(PlainPath file, String policy) {
    return trust.stream()
        .anyMatch(
            mount -> mount.contains(file) && mount.relative(file).names().equals(List.of(policy)));
  }

  /** Whether the gate can write to the model. */
  boolean writesToModel() {
    return writes;
  }

  static boolean isReadOnly(VolumeMount mount) {
    return Boolean.TRUE.equals(mount.getReadOnly());
  }

  static boolean isSet(@Nullable String text) {
    return text != null && !text.isEmpty();
  }

  static <T> List<T> list(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }

  private void read(VolumeMount mount) {
    String name = Objects.requireNonNullElse(mount.getName(), "");
    String place = "mount " + mount.getMountPath() + " of volume " + name;
    Optional<PlainPath> path = PlainPath.absolute(mount.getMountPath());
    if (path.isEmpty()) {
      faults.add(place + " is not at a plain absolute path");
    } else if (isSet(mount.getSubPath()) || isSet(mount.getSubPathExpr())) {
      faults.add(place + " has a subPath");
    } else if (mount.getMountPropagation() != null && !mount.getMountPropagation().equals("None")) {
      faults.add(place + " has mountPropagation");
    } else if (!mount.getAdditionalProperties().isEmpty()) {
      faults.add(place + " has fields that are not known");
    } else if (name.equals(model)) {
      writes |= !isReadOnly(mount);
      readModel(path.get(), place);
    } else {
      readOther(mount, path.get(), place);
    }
  }

  private void readModel(PlainPath path, String place) {
    if (modelPath.isPresent()) {
      faults.add(place + " is the second one of the model");
    } else if (isAllowed(path)) {
      modelPath = Optional.of(path);
    } else {
      faults.add(place + " is not at or below one of " + places());
    }
  }

  private void readOther(VolumeMount mount, PlainPath path, String place) {
    Optional<Volume> volume =
        list(pod.getVolumes()).stream()
            .filter(candidate -> Objects.equals(candidate.getName(), mount.getName()))
            .findFirst();
    Kind kind = volume.map(GateMounts::kind).orElse(Kind.OTHER);
    boolean harmless =
        switch (kind) {
          case TRUST, CONFIGURATION -> isReadOnly(mount) && isAllowed(path);
          case PROJECTED -> isReadOnly(mount) && path.equals(TOKEN);
          case IDENTITY ->
              isReadOnly(mount)
                  && (path.equals(TOKEN) || IDENTITIES.stream().anyMatch(at -> at.contains(path)));
          case EMPTY -> path.equals(TEMPORARY) && isMountedOnce(mount.getName());
          case OTHER -> false;
        };
    if (harmless && kind == Kind.TRUST) {
      trust.add(path);
    }
    if (!harmless) {
      faults.add(
          place
              + " is not read-only configuration at or below one of "
              + places()
              + (path.equals(TEMPORARY) ? ", nor an emptyDir of the gate alone" : ""));
    }
  }

  private enum Kind {
    TRUST,
    CONFIGURATION,
    PROJECTED,
    IDENTITY,
    EMPTY,
    OTHER
  }

  private static Kind kind(Volume volume) {
    if (volume.getConfigMap() != null) {
      return isTrust(volume.getConfigMap()) ? Kind.TRUST : Kind.CONFIGURATION;
    }
    if (volume.getSecret() != null) {
      return Kind.CONFIGURATION;
    }
    if (volume.getProjected() != null) {
      return isOfTokens(volume.getProjected()) ? Kind.IDENTITY : Kind.PROJECTED;
    }
    return volume.getEmptyDir() != null ? Kind.EMPTY : Kind.OTHER;
  }

  /** The whole ConfigMap: chosen items could give the trust of one policy the name of another. */
  private static boolean isTrust(ConfigMapVolumeSource source) {
    return ApiGroup.TRUST_CONFIG_MAP.equals(source.getName())
        && !Boolean.TRUE.equals(source.getOptional())
        && list(source.getItems()).isEmpty();
  }

  /** Only the API server decides what a token says. */
  private static boolean isOfTokens(ProjectedVolumeSource source) {
    List<VolumeProjection> parts = list(source.getSources());
    return !parts.isEmpty()
        && parts.stream()
            .allMatch(
                part ->
                    part.getServiceAccountToken() != null
                        && part.equals(
                            new VolumeProjectionBuilder()
                                .withServiceAccountToken(part.getServiceAccountToken())
                                .build()));
  }

  private boolean isMountedOnce(String volume) {
    return Stream.concat(
                Stream.of(list(pod.getInitContainers()), list(pod.getContainers()))
                    .flatMap(List::stream)
                    .map(Container::getVolumeMounts),
                list(pod.getEphemeralContainers()).stream()
                    .map(EphemeralContainer::getVolumeMounts))
            .flatMap(mounts -> list(mounts).stream())
            .filter(mount -> volume.equals(mount.getName()))
            .count()
        == 1;
  }

  private static boolean isAllowed(PlainPath path) {
    return PLACES.stream().anyMatch(place -> place.contains(path));
  }

  private static String places() {
    return PLACES.stream().map(PlainPath::text).reduce((a, b) -> a + ", " + b).orElse("");
  }
}
