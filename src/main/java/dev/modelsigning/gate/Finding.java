// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.download.Objection;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.gate.limits.PodLimits;
import dev.modelsigning.gate.loading.LoadedModels;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.MountedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One reason why one policy does not accept one model source of a pod. All components are for
 * people; line breaks and control characters in them are made harmless.
 *
 * @param policy name of the policy
 * @param volume name of the pod's volume that it is about; empty when it is about none
 * @param subject container and source
 * @param found what is there
 * @param required what would satisfy the policy
 * @param hint what to do, or the command that tells more
 */
record Finding(
    String policy, String volume, String subject, String found, String required, String hint) {
  /** Registry and name of an image that mean nothing to a shell. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");

  /** Of a digest, in the name of a ModelSignature. */
  private static final int DIGITS = 12;

  /** About the pod or a container as a whole. */
  Finding(String policy, String subject, String found, String required, String hint) {
    this(policy, "", subject, found, required, hint);
  }

  static Finding of(String policy, OtherSource source) {
    return new Finding(
        policy,
        source.volume(),
        source.subject(),
        "a model source that cannot be verified (" + source.kind().text() + ")",
        "models on claims with a ModelSignature",
        "move the model to a claim, or ask for "
            + source.kind().field()
            + ": Allow in the policy"
            + hint(source.kind()));
  }

  private static String hint(Kind kind) {
    if (kind == Kind.INIT_DOWNLOADED) {
      return ", or for RequireGate with a container that verifies it"
          + "; what holds no model can be named in models.scratchVolumes or models.scratchPaths";
    }
    return kind == Kind.MODELCAR
        ? "; an image by its digest is verified as a volume (KServe: storageUri oci+native://...),"
            + " or with RequireVerified as a modelcar"
        : "";
  }

  /**
   * @param volume name of the pod's volume; empty when it is about none
   */
  static Finding of(String policy, String volume, Objection objection) {
    return new Finding(
        policy,
        volume,
        objection.subject(),
        objection.found(),
        objection.wanted(),
        objection.hint());
  }

  static Finding of(String policy, Modelcars.Fault fault) {
    return new Finding(policy, fault.subject(), fault.found(), fault.wanted(), fault.hint());
  }

  static Finding of(String policy, Overlays.Overlay overlay) {
    return new Finding(
        policy,
        overlay.volume(),
        "container " + overlay.container() + ", volume " + overlay.volume(),
        overlay.place(),
        "nothing in place of verified files",
        "mount the volume at a plain path outside the model");
  }

  /** About a model that a container would download, or could. */
  static Finding ofDownload(String policy, String container, String found) {
    return new Finding(
        policy,
        "container " + container,
        found,
        "models on claims with a ModelSignature",
        "name the mounted path, or set the variable HF_HUB_OFFLINE to 1 if it is local, or ask for "
            + Kind.REMOTE_ARGUMENTS.field()
            + ": Allow in the policy");
  }

  /** The same, with something more that was found. */
  Finding noting(String more) {
    return new Finding(policy, volume, subject, found + "; " + more, required, hint);
  }

  /** The same, as callers know it. */
  AdmissionDecision.Objection objection() {
    return new AdmissionDecision.Objection(volume, subject, found, required, hint);
  }

  /** Subject and finding alone. */
  String brief() {
    return Printable.of((subject + ": " + found).replaceAll("\\s*\\R\\s*", " "));
  }

  /** One line for the author of the pod. */
  String line() {
    return objection().line(policy);
  }

  /** Whose signatures would satisfy the policy, for people. */
  static String requiredSigners(ClusterModelTrustPolicy policy) {
    var authorities = policy.getSpec().authorities;
    if (authorities == null || authorities.isEmpty()) {
      return "a trusted signature but names no authority, so nothing can satisfy it";
    }
    int wanted = Signers.wanted(policy);
    Stream<String> names = authorities.stream().map(authority -> authority.name);
    return wanted == 1
        ? names.collect(Collectors.joining(" or ", "a signature by ", ""))
        : names.collect(
            Collectors.joining(", ", "signatures by " + wanted + " different ones of ", ""));
  }

  /** How to declare the model on a claim: a line to paste, of names that need no quoting. */
  static String declaring(String namespace, String claimName) {
    String others = "kubectl get modelsignatures -n " + namespace + " lists the others";
    return ObjectName.isPossible(claimName) && ObjectName.isPossible(namespace)
        ? ("create one: echo '{apiVersion: modelsigning.dev/v1alpha1, kind: ModelSignature,"
                + " metadata: {name: \"%s\", namespace: \"%s\"},"
                + " spec: {source: {persistentVolumeClaim: {claimName: \"%s\"}}}}'"
                + " | kubectl apply -f -; %s")
            .formatted(claimName, namespace, claimName, others)
        : others;
  }

  /** The same of an image. */
  static String declaring(String namespace, ImageReference image, Kind kind) {
    String path = kind == Kind.MODELCAR ? ", path: /models" : "";
    String one =
        image
            .digest()
            .filter(digest -> PLAIN.matcher(image.repository()).matches())
            .filter(digest -> ObjectName.isPossible(namespace))
            .map(
                digest ->
                    ("create one: echo '{apiVersion: modelsigning.dev/v1alpha1, kind:"
                            + " ModelSignature, metadata: {name: \"image-%s\", namespace: \"%s\"},"
                            + " spec: {source: {image: {reference: \"%s\"%s}}}}' | kubectl apply -f -")
                        .formatted(
                            digest.substring(digest.length() - DIGITS),
                            namespace,
                            image.pinnedTo(digest),
                            path))
            .orElse("create a ModelSignature whose source.image is this image");
    return one + ", or ask for " + kind.field() + ": Allow in the policy";
  }

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
          "volume "
              + image.volumeName()
              + " (image "
              + Printable.shortened(image.reference())
              + ")",
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
    Stream<Directory> named(Map<String, LoadedModels> loaded) {
      Map<String, List<Directory>> paths = new HashMap<>();
      return mounts.stream()
          .flatMap(
              mount ->
                  named(
                      mount,
                      paths.computeIfAbsent(
                          mount.container(),
                          name -> paths(loaded.getOrDefault(name, LoadedModels.NONE)))))
          .distinct();
    }

    /**
     * Whoever names more paths than are compared downloads, as far as anybody can tell. Linux opens
     * no longer ones.
     */
    private static List<Directory> paths(LoadedModels what) {
      return Stream.of(what.models(), what.others(), what.files())
          .flatMap(List::stream)
          .limit(LoadedModels.COMPARED)
          .filter(path -> path.length() <= PodLimits.PATH_CHARACTERS)
          .map(Directory::inContainer)
          .toList();
    }

    private static Stream<Directory> named(ClaimMount mount, List<Directory> paths) {
      Directory at = Directory.inContainer(mount.mountPath());
      return paths.stream()
          .filter(path -> path.names().size() > at.names().size() && at.contains(path))
          .map(path -> Directory.of(mount.subPath()).resolve(at.relative(path)));
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
}
