// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.gate.limits.PodLimits;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.MountedImage;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A claim or an image that a pod mounts.
 *
 * @param volume name of the pod's volume
 * @param name what it is called, for people
 * @param mounts the mounts of it
 */
record MountedSource(String volume, String name, List<ClaimMount> mounts) {
  MountedSource {
    mounts = List.copyOf(mounts);
  }

  static MountedSource of(MountedClaim claim) {
    return new MountedSource(claim.volumeName(), "claim " + claim.claimName(), claim.mounts());
  }

  static MountedSource of(MountedImage image) {
    return new MountedSource(
        image.volumeName(),
        "volume " + image.volumeName() + " (image " + Printable.shortened(image.reference()) + ")",
        image.mounts());
  }

  /** The image that a container runs. */
  static MountedSource of(PodContainer container) {
    return new MountedSource(
        "",
        "container " + container.name() + ", image " + Printable.shortened(container.image()),
        List.of());
  }

  /** The directory of a modelcar's image that a server reads. */
  static MountedSource of(Modelcars.Modelcar modelcar) {
    return new MountedSource(
        "",
        "modelcar image " + Printable.shortened(modelcar.image()),
        List.of(new ClaimMount(modelcar.container(), modelcar.link(), "models", false, true)));
  }

  /** The directories of the source, below the mounted ones, that containers name as models. */
  @SuppressWarnings("ReferenceEquality") // what is another object is only looked at once more
  Set<Directory> named(Map<String, LoadedModels> loaded) {
    // Containers that are written alike load one object, and mostly mount it in the same places.
    var asked = new IdentityHashMap<LoadedModels, Paths>();
    Set<Directory> named = new LinkedHashSet<>();
    LoadedModels last = LoadedModels.NONE;
    Place lastPlace = new Place("", "");
    for (ClaimMount mount : mounts) {
      LoadedModels what = loaded.getOrDefault(mount.container(), LoadedModels.NONE);
      if (!what.namesPaths() || (what == last && lastPlace.isOf(mount))) {
        continue;
      }
      last = what;
      lastPlace = new Place(mount.mountPath(), mount.subPath());
      Paths paths = asked.computeIfAbsent(what, Paths::of);
      if (paths.mounted().add(lastPlace)) {
        paths.below(mount).forEach(named::add);
      }
    }
    return named;
  }

  private record Place(String mountPath, String subPath) {
    boolean isOf(ClaimMount mount) {
      return mountPath.equals(mount.mountPath()) && subPath.equals(mount.subPath());
    }
  }

  /**
   * The paths that containers name, and where they have been looked for.
   *
   * @param mounted grows
   */
  private record Paths(List<Directory> named, Set<Place> mounted) {
    /**
     * Whoever names more paths than are compared downloads, as far as anybody can tell. Linux opens
     * no longer ones.
     */
    static Paths of(LoadedModels what) {
      List<Directory> named =
          Stream.of(what.models(), what.others(), what.files())
              .flatMap(List::stream)
              .limit(LoadedModels.COMPARED)
              .filter(path -> path.length() <= PodLimits.PATH_CHARACTERS)
              .map(Directory::inContainer)
              .toList();
      return new Paths(named, new HashSet<>());
    }

    Stream<Directory> below(ClaimMount mount) {
      Directory at = Directory.inContainer(mount.mountPath());
      Directory source = Directory.of(mount.subPath());
      return named.stream()
          .filter(path -> path.names().size() > at.names().size() && at.contains(path))
          .map(path -> source.resolve(at.relative(path)));
    }
  }

  /** A part of the source that only the kubelet knows; empty when there is none. */
  Optional<Finding> expanded(ClusterModelTrustPolicy policy) {
    for (ClaimMount mount : mounts) {
      if (mount.expanded()) {
        return Optional.of(
            finding(
                policy,
                "mounted with subPathExpr in container " + mount.container(),
                "a plain subPath, which can be compared with what was verified",
                "use subPath instead of subPathExpr"));
      }
    }
    return Optional.empty();
  }

  /**
   * A way to write to the source; empty when there is none.
   *
   * @param volumeSuffices whether the pod's volume is read-only, or need not be
   * @param otherwise completes the hint; asked only where something is found
   */
  Optional<Finding> writable(
      ClusterModelTrustPolicy policy, boolean volumeSuffices, Supplier<String> otherwise) {
    if (!volumeSuffices) {
      return Optional.of(
          finding(
              policy,
              "the volume is not read-only",
              "a read-only volume",
              "set persistentVolumeClaim.readOnly: true on volume " + volume + otherwise.get()));
    }
    for (ClaimMount mount : mounts) {
      if (!mount.readOnly()) {
        return Optional.of(
            finding(
                policy,
                "writable in container " + mount.container(),
                "a read-only mount",
                "set readOnly: true on that volumeMount, or on the volume" + otherwise.get()));
      }
    }
    return Optional.empty();
  }

  /** On Windows one path has many spellings, so that what lies over a model cannot be told. */
  Finding onWindows(ClusterModelTrustPolicy policy) {
    return finding(
        policy,
        "mounted in a pod for Windows, where one path has many spellings",
        "a pod for Linux, whose paths can be compared with what was verified",
        "serve the model on Linux (spec.os.name, kubernetes.io/os)");
  }

  Finding finding(ClusterModelTrustPolicy policy, String found, String required, String hint) {
    String containers =
        mounts.stream().map(ClaimMount::container).distinct().collect(Collectors.joining(", "));
    String paths =
        mounts.stream()
            .map(ClaimMount::subPath)
            .filter(path -> !path.isEmpty())
            .distinct()
            .collect(Collectors.joining(", "));
    String subject =
        (containers.isEmpty() ? "" : "container " + containers + ", ")
            + name
            + (paths.isEmpty() ? "" : " (subPath " + paths + ")");
    return new Finding(policy.getMetadata().getName(), volume, subject, found, required, hint);
  }
}
