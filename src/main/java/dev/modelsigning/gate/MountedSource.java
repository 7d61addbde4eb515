// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.NamedPaths.MountPoint;
import dev.modelsigning.gate.NamedPaths.Named;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.MountedImage;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A claim or an image that a pod mounts.
 *
 * @param volume name of the pod's volume
 * @param name what it is called, for people
 * @param mounts the mounts of it
 * @param read where containers find it: mostly the mounts
 */
record MountedSource(String volume, String name, List<ClaimMount> mounts, List<ClaimMount> read) {
  private static final int MOST_COMPARISONS = 4_096;
  private static final int MOST_NAMED = 1_024;

  MountedSource {
    mounts = List.copyOf(mounts);
    read = List.copyOf(read);
  }

  private MountedSource(String volume, String name, List<ClaimMount> mounts) {
    this(volume, name, mounts, mounts);
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

  /** The directory of a modelcar's image, which servers read by its link. */
  static MountedSource of(Modelcars.Modelcar modelcar, PodLayout pod) {
    return new MountedSource(
        "",
        "modelcar image " + Printable.shortened(modelcar.image()),
        List.of(linked(modelcar, modelcar.container())),
        pod.mounting(modelcar.volume()).stream()
            .filter(container -> !container.equals(modelcar.container()))
            .map(container -> linked(modelcar, container))
            .toList());
  }

  private static ClaimMount linked(Modelcars.Modelcar modelcar, String container) {
    return new ClaimMount(container, modelcar.link(), "models", false, true);
  }

  /**
   * The folder of a volume that a gate verifies, which all of its readers mount.
   *
   * @param others containers that mount the volume and read nothing verified there
   */
  static MountedSource of(String volume, PodLayout pod, Set<String> others) {
    return new MountedSource(
        volume,
        "volume " + volume,
        pod.uses(volume).stream()
            .filter(use -> !others.contains(use.container().name()))
            .map(
                use ->
                    new ClaimMount(
                        use.container().name(), use.mount().path().path(), "", false, true))
            .toList());
  }

  /**
   * What containers load of a source, as directories of it.
   *
   * @param named those below a mount that containers name as models
   * @param lookedUp those without signed files to which a name or a relative path may lead
   * @param all whether these are all; where containers name more than is compared they are not
   */
  record Loads(Set<Directory> named, Set<Directory> lookedUp, boolean all) {}

  /**
   * What containers load of the source.
   *
   * @param loaded what each container loads
   * @param unsigned where something lies that nobody signed; asked where it matters alone
   */
  @SuppressWarnings("ReferenceEquality") // what is another object is only looked at once more
  Loads loads(Map<String, LoadedModels> loaded, Supplier<List<Directory>> unsigned) {
    // Containers that are written alike load one object, and mostly mount it in the same places.
    var asked = new IdentityHashMap<LoadedModels, Named>();
    Set<Directory> named = new LinkedHashSet<>();
    Set<Directory> lookedUp = new LinkedHashSet<>();
    List<Directory> known = null;
    int comparisons = 0;
    LoadedModels last = LoadedModels.NONE;
    MountPoint lastPlace = new MountPoint("", "");
    for (ClaimMount mount : read) {
      LoadedModels what = loaded.getOrDefault(mount.container(), LoadedModels.NONE);
      if (!what.namesAnything() || (what == last && lastPlace.isOf(mount))) {
        continue;
      }
      last = what;
      lastPlace = MountPoint.of(mount);
      known = known == null ? unsigned.get() : known;
      if (known.isEmpty() && !what.namesPaths()) {
        continue;
      }
      Named paths = asked.computeIfAbsent(what, Named::of);
      if (!paths.mounted().add(lastPlace)) {
        continue;
      }
      if (paths.lookedUp().isPresent()) {
        comparisons += known.size() + paths.relative().size();
        if (comparisons > MOST_COMPARISONS || paths.areTooDeep() || isTooDeep(mount, known)) {
          return new Loads(named, lookedUp, false);
        }
        paths.lookedUp(mount, known).forEach(lookedUp::add);
      }
      paths.below(mount).forEach(named::add);
      if (named.size() > MOST_NAMED) {
        return new Loads(named, lookedUp, false);
      }
    }
    return new Loads(named, lookedUp, true);
  }

  private static boolean isTooDeep(ClaimMount mount, List<Directory> unsigned) {
    int at = Directory.inContainer(mount.mountPath()).names().size();
    return unsigned.stream().anyMatch(path -> at + path.names().size() > 2 * NamedPaths.DEEPEST);
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
