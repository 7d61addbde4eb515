// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loaders;

import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.gate.loaders.Fills.Objection;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One claim that a loader writes to. The loader may do so while nobody else can read what it
 * writes: no other pod has the claim mounted, and by the time at which the loader gets its node the
 * ModelSignatures of the claim show no accepted signature any more, so that no other pod is
 * admitted in between.
 *
 * @param loader name of the loader in the policy
 * @param pod the loader's pod
 * @param claims the pod's volumes that name the claim
 * @param reading containers that would load a model from the claim, or serve models
 * @param signatures the ModelSignatures of the claim
 * @param others which other pods have the claim mounted; asked last
 */
record Filling(
    String loader,
    PodSpec pod,
    List<MountedClaim> claims,
    List<String> reading,
    List<ModelSignature> signatures,
    Supplier<ClaimUse> others) {
  private static final int NAMED = 3;

  Filling {
    claims = List.copyOf(claims);
    reading = List.copyOf(reading);
    signatures = List.copyOf(signatures);
  }

  /** Why the loader may not fill the claim now; empty when it may. */
  Optional<Objection> objection() {
    return neverEnds()
        .or(this::mountsReadOnly)
        .or(this::serves)
        .or(this::hasAliases)
        .or(this::isStillTrusted)
        .or(this::isMountedElsewhere);
  }

  private Optional<Objection> neverEnds() {
    String restart = Objects.requireNonNullElse(pod.getRestartPolicy(), "Always");
    return restart.equals("Always")
        ? objection(
            "the pod is started again whenever it ends (restartPolicy Always)",
            "a pod that ends, after which the model is measured",
            "use a Job, or restartPolicy Never or OnFailure")
        : Optional.empty();
  }

  private Optional<Objection> mountsReadOnly() {
    return claims.stream()
        .flatMap(claim -> claim.mounts().stream())
        .filter(mount -> mount.readOnly())
        .findFirst()
        .flatMap(
            mount ->
                objection(
                    "container " + mount.container() + " mounts read-only what another one writes",
                    "that its containers only write to the claim",
                    "read the model in another pod, after this one has ended"));
  }

  private Optional<Objection> serves() {
    return reading.isEmpty()
        ? Optional.empty()
        : objection(
            "container " + String.join(", ", reading) + " loads or serves models",
            "a pod that only fills the claim",
            "serve the model in another pod, after this one has ended");
  }

  private Optional<Objection> hasAliases() {
    return statuses()
            .filter(status -> status.volume != null && status.volume.aliases != null)
            .anyMatch(status -> !status.volume.aliases.isEmpty())
        ? objection(
            "its storage is reached through other claims too",
            "storage that no other claim reaches",
            "kubectl get modelsignatures -o jsonpath='{.items[*].status.volume.aliases}' names them")
        : Optional.empty();
  }

  /** A node is what lets the pod start. The scheduler tries again in a moment. */
  private Optional<Objection> isStillTrusted() {
    boolean placed = pod.getNodeName() != null && !pod.getNodeName().isEmpty();
    if (!placed) {
      return Optional.empty();
    }
    return signatures.stream()
        .filter(signature -> showsSignatures(signature.getStatus()))
        .findFirst()
        .flatMap(
            signature ->
                objection(
                    "ModelSignature "
                        + signature.getMetadata().getName()
                        + " does not show yet that this pod writes to the claim",
                    "that no pod can load the model meanwhile",
                    "wait: the scheduler tries again; see also that the operator runs"));
  }

  private Stream<ModelSignatureStatus> statuses() {
    return signatures.stream().flatMap(signature -> Stream.ofNullable(signature.getStatus()));
  }

  private static boolean showsSignatures(@Nullable ModelSignatureStatus status) {
    return status != null
        && (shown(status.signatures)
            || (status.nodes != null && status.nodes.stream().anyMatch(Filling::showsSignatures)));
  }

  private static boolean showsSignatures(NodeVerdictStatus node) {
    return shown(node.signatures);
  }

  private static boolean shown(@Nullable List<JudgedSignature> signatures) {
    return signatures != null && !signatures.isEmpty();
  }

  private Optional<Objection> isMountedElsewhere() {
    return switch (others.get()) {
      case ClaimUse.Unknown(String cause) ->
          objection(
              "whether other pods have it mounted cannot be told: " + cause,
              "a claim that no other pod has mounted",
              "try again");
      case ClaimUse.Known(List<String> pods) ->
          pods.isEmpty()
              ? Optional.empty()
              : objection(
                  "it is also mounted by pod "
                      + String.join(", ", pods.subList(0, Math.min(NAMED, pods.size())))
                      + (pods.size() > NAMED ? " and " + (pods.size() - NAMED) + " more" : ""),
                  "a claim that no other pod has mounted",
                  "wait for their end, delete them, or fill another claim");
    };
  }

  private Optional<Objection> objection(String found, String wanted, String hint) {
    return Optional.of(new Objection(found, wanted + " (loader " + loader + ")", hint));
  }
}
