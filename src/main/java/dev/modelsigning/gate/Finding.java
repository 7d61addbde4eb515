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
          + "; what holds no model can be named in models.scratchVolumes or models.scratchPaths,"
          + " except where servers look for models";
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

  /**
   * How to declare the model on a claim: a line to paste, of names that need no quoting. As JSON,
   * since older kubectl take what begins with a brace for nothing else.
   */
  static String declaring(String namespace, String claimName, boolean bound) {
    String others =
        bound
            ? "kubectl get modelsignatures -n " + namespace + " lists the others"
            : "no bound claim of this name was found; kubectl get persistentvolumeclaims -n "
                + namespace
                + " lists those that exist";
    return ObjectName.isPossible(claimName) && ObjectName.isPossible(namespace)
        ? ("if it holds a model, create one with the next command; echo"
                + " '{\"apiVersion\":\"modelsigning.dev/v1alpha1\",\"kind\":\"ModelSignature\","
                + "\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\"},"
                + "\"spec\":{\"source\":{\"persistentVolumeClaim\":{\"claimName\":\"%s\"}}}}'"
                + " | kubectl apply -f -; %s")
            .formatted(claimName, namespace, claimName, others)
        : others;
  }

  /** The same of an image. */
  static String declaring(String namespace, ImageReference image, Kind kind) {
    String path = kind == Kind.MODELCAR ? ",\"path\":\"/models\"" : "";
    String one =
        image
            .digest()
            .filter(digest -> PLAIN.matcher(image.repository()).matches())
            .filter(digest -> ObjectName.isPossible(namespace))
            .map(
                digest ->
                    ("create one with the next command; echo"
                            + " '{\"apiVersion\":\"modelsigning.dev/v1alpha1\","
                            + "\"kind\":\"ModelSignature\",\"metadata\":{\"name\":\"image-%s\","
                            + "\"namespace\":\"%s\"},\"spec\":{\"source\":{\"image\":"
                            + "{\"reference\":\"%s\"%s}}}}' | kubectl apply -f -")
                        .formatted(
                            digest.substring(digest.length() - DIGITS),
                            namespace,
                            image.pinnedTo(digest),
                            path))
            .orElse("create a ModelSignature whose source.image is this image");
    return one + ", or ask for " + kind.field() + ": Allow in the policy";
  }

  /** An image never changes under its digest: only what is on a claim is measured again. */
  static String measuring(ModelSignature rejected, String name) {
    return rejected.getSpec().source.persistentVolumeClaim == null
        ? ""
        : " Then kubectl oms measure" + name + ".";
  }
}
