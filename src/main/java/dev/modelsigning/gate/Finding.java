// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.gate.OtherSource.Kind;
import dev.modelsigning.gate.download.Objection;
import dev.modelsigning.gate.image.Modelcars;
import dev.modelsigning.text.ObjectName;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.ImageReference;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  /** Registry and name of an image, or a path, that mean nothing to a shell. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]*");

  /** Characters of a path in a message. */
  private static final int SHOWN = 200;

  /** Characters of the name that a ModelSignature is given, after which Jobs are named. */
  private static final int NAME = 40;

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
      return ", or for RequireGate with a container that verifies it (docs/guides/verified-downloads.md)"
          + "; what holds no model can be named in models.scratchVolumes or models.scratchPaths,"
          + " except where servers look for models";
    }
    if (kind == Kind.CONFIGURATION) {
      return "; what configures a server, and is no model, can be mounted where servers do not look"
          + " for models";
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

  static Finding ofPrivilege(String policy, String found) {
    return new Finding(
        policy,
        "the pod",
        found,
        "that no container can undo a read-only mount",
        "remove it, or ask for requirements.privileges: Any in the policy");
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
    return objection().brief();
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

  /**
   * How to declare the model in a directory of a claim that has no ModelSignature.
   *
   * @param bound whether a bound claim of the name is known
   */
  static String declaring(String namespace, String claimName, Directory mounted, boolean bound) {
    String known =
        bound
            ? ""
            : "no bound claim of this name was found, and kubectl get persistentvolumeclaims -n "
                + namespace
                + " lists those that exist; ";
    String model =
        mounted.names().isEmpty()
            ? "if it holds a model, create one: "
            : "if a model begins at this subPath, and not above it, create one: ";
    return command(namespace, claimName, mounted, Set.of())
        .map(model::concat)
        .map(known::concat)
        .orElse(
            known
                + "if it holds a model, create a ModelSignature with this claim and subPath as its"
                + " source");
  }

  /**
   * How to declare the model in a directory that those that there are have nothing to do with.
   *
   * @param known those of its source, at least one
   * @param command shows one of them
   */
  static String declaringToo(
      String namespace, List<ModelSignature> known, Directory mounted, String command) {
    Set<String> taken =
        known.stream()
            .map(signature -> signature.getMetadata().getName())
            .collect(Collectors.toSet());
    return "mount a directory that is covered (%s), or write a ModelSignature for %s too"
            .formatted(command, Printable.of(mounted.described(), SHOWN))
        + Optional.ofNullable(known.getFirst().getSpec().source.persistentVolumeClaim)
            .flatMap(claim -> command(namespace, claim.claimName, mounted, taken))
            .map(": "::concat)
            .orElse("");
  }

  /**
   * The line to paste that declares the model in a directory of a claim; empty where one of the
   * names could mean something to a shell. It stands at the end of a message, so that what is
   * copied from its beginning on is the command. As JSON, since older kubectl take what begins with
   * a brace for nothing else.
   *
   * @param taken names of ModelSignatures that exist
   */
  private static Optional<String> command(
      String namespace, String claimName, Directory mounted, Set<String> taken) {
    String path = String.join("/", mounted.names());
    if (!ObjectName.isPossible(claimName)
        || !ObjectName.isPossible(namespace)
        || mounted.isAmbiguous()
        || path.length() > SHOWN
        || !(path.isEmpty() || PLAIN.matcher(path).matches())) {
      return Optional.empty();
    }
    String subPath = path.isEmpty() ? "" : ",\"subPath\":\"" + path + "\"";
    return Optional.of(
        apply(
            namespace,
            free(named(claimName, path), taken),
            "\"persistentVolumeClaim\":{\"claimName\":\"" + claimName + "\"" + subPath + "}"));
  }

  private static String apply(String namespace, String name, String source) {
    return ("echo '{\"apiVersion\":\"modelsigning.dev/v1alpha1\",\"kind\":\"ModelSignature\","
            + "\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},\"spec\":{\"source\":{%s}}}'"
            + " | kubectl apply -f -")
        .formatted(name, namespace, source);
  }

  /** After claim and directory, where that is a name that an object can have. */
  private static String named(String claimName, String path) {
    String both = claimName + "-" + path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]", "-");
    return path.isEmpty() || both.length() > NAME || !ObjectName.isPossible(both)
        ? claimName
        : both;
  }

  private static String free(String name, Set<String> taken) {
    return Stream.concat(
            Stream.of(name), IntStream.range(2, taken.size() + 3).mapToObj(n -> name + "-" + n))
        .filter(possible -> !taken.contains(possible))
        .findFirst()
        .orElseThrow();
  }

  /** How to declare an image that has no ModelSignature. */
  static String declaring(String namespace, ImageReference image, Kind kind) {
    String path = kind == Kind.MODELCAR ? ",\"path\":\"/models\"" : "";
    String one =
        image
            .digest()
            .filter(digest -> PLAIN.matcher(image.repository()).matches())
            .filter(digest -> ObjectName.isPossible(namespace))
            .map(
                digest ->
                    ". To create it: "
                        + apply(
                            namespace,
                            "image-" + digest.substring(digest.length() - DIGITS),
                            "\"image\":{\"reference\":\""
                                + image.pinnedTo(digest)
                                + "\""
                                + path
                                + "}"))
            .orElse("");
    return "create a ModelSignature whose source.image is this image, or ask for "
        + kind.field()
        + ": Allow in the policy"
        + one;
  }

  /** An image never changes under its digest: only what is on a claim is measured again. */
  static String measuring(ModelSignature rejected, String name) {
    return rejected.getSpec().source.persistentVolumeClaim == null
        ? ""
        : " Then kubectl oms measure" + name + ".";
  }
}
