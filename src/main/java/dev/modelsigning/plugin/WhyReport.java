// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.WriterStatus;
import dev.modelsigning.cli.output.ByteCount;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the status of a ModelSignature tells about its verdict, for people. */
final class WhyReport {
  private final ModelSignature model;
  private final ModelSignatureStatus status;
  private final Instant now;
  private final Map<String, PolicyMode> modes;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> said = new HashSet<>();

  /**
   * @param modes of the policies that the user may read
   */
  WhyReport(ModelSignature model, Instant now, Map<String, PolicyMode> modes) {
    this.modes = Map.copyOf(modes);
    this.model = model;
    this.status = Objects.requireNonNullElseGet(model.getStatus(), ModelSignatureStatus::new);
    this.now = now;
  }

  List<String> lines() {
    lines.add(
        "ModelSignature %s/%s: %s"
            .formatted(
                model.getMetadata().getNamespace(),
                model.getMetadata().getName(),
                ProgressLine.verdict(status)));
    add("  source", StatusTable.source(model.getSpec() == null ? null : model.getSpec().source));
    because(status.message);
    ProgressLine.progress(status.progress).ifPresent(text -> add("  progress", text));
    Reason.of(status.reason).ifPresent(reason -> add("  next", reason.hint()));
    if (StatusTable.isSuspended(model)) {
      lines.add("  " + StatusTable.SUSPENDED);
    }
    measuringAgain();
    outdated();
    contents(status.manifest);
    measurement();
    policies(status.policies, "");
    signatures(status.signatures);
    nodes();
    writers();
    history();
    return List.copyOf(lines);
  }

  /** Each sentence once: policies, nodes and the verdict over all of them often say the same. */
  private void because(@Nullable String text) {
    if (text != null && said.add(text)) {
      add("  because", text);
    }
  }

  private void add(String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      lines.add(name + ": " + text);
    }
  }

  /** What is changed from outside the cluster is seen by a measurement only. */
  private void measuringAgain() {
    if (status.verdict != VerdictState.Rejected
        || model.getSpec() == null
        || model.getSpec().source == null
        || model.getSpec().source.persistentVolumeClaim == null) {
      return;
    }
    add(
        "  then",
        ModelSignatures.refusedUnmeasured(model).isPresent()
            ? "nothing more: no file is measured while the signature is refused"
            : "kubectl oms measure %s -n %s, unless a pod of the cluster made the change"
                .formatted(model.getMetadata().getName(), model.getMetadata().getNamespace()));
  }

  private void outdated() {
    if (status.observedGeneration != null
        && !Objects.equals(status.observedGeneration, model.getMetadata().getGeneration())) {
      lines.add("  the resource was edited since; pods are refused until it is verified again");
    }
  }

  private void contents(@Nullable ManifestStatus manifest) {
    if (manifest == null) {
      return;
    }
    if (manifest.files != null && manifest.bytes != null) {
      add("  files", manifest.files + ", " + ByteCount.text(manifest.bytes));
    }
    add("  digest", manifest.digest);
    for (IgnoredPathStatus ignored : listed(manifest.ignored)) {
      add("  nobody signed", ignored.path + " (" + ignored.kind + ")");
    }
  }

  private void measurement() {
    StatusTable.completed(status)
        .ifPresent(time -> add("  measured", time + " (" + Ages.since(time, now) + " ago)"));
    MeasurementStatus run = status.measurement;
    if (run == null) {
      return;
    }
    if (run.completedAt == null) {
      add("  measuring since", run.startedAt);
    }
    if (run.failureReason != null) {
      add(
          "  last failure",
          run.failureReason
              + (run.failureMessage == null ? "" : ": " + run.failureMessage)
              + (run.retryAt == null ? "" : "; next run at " + run.retryAt));
    }
  }

  private void policies(@Nullable List<PolicyVerdict> verdicts, String node) {
    for (PolicyVerdict one : listed(verdicts)) {
      lines.add(
          "policy %s%s%s: %s%s"
              .formatted(
                  one.name,
                  mode(one),
                  node,
                  one.verdict,
                  one.reason == null ? "" : " (" + one.reason + ")"));
      because(one.message);
      add("  authority", one.authority);
      add("  until", one.validUntil);
    }
  }

  /** As it is now, where that is known. */
  private String mode(PolicyVerdict one) {
    PolicyMode mode = modes.getOrDefault(one.name, one.mode);
    return mode == null ? "" : " (" + mode + ")";
  }

  private void signatures(@Nullable List<JudgedSignature> signatures) {
    for (JudgedSignature one : listed(signatures)) {
      SignerStatus signer = one.signer;
      lines.add(
          "signature " + (signer == null ? "that no authority accepts" : "by " + signer.subject));
      if (signer != null) {
        add("  method", signer.method);
        add("  identity provider", signer.issuer);
        add("  signed at", signer.signedAt);
        add("  authority", signer.authority);
      }
      add("  bundle", one.bundleDigest);
      if (one.contentMatches != null) {
        add("  content matches", one.contentMatches ? "yes" : "no");
      }
      listed(one.annotations)
          .forEach(stated -> add("  states " + stated.name, String.valueOf(stated.value)));
    }
  }

  private void nodes() {
    for (NodeVerdictStatus node : listed(status.nodes)) {
      lines.add(
          "node %s: %s%s"
              .formatted(
                  node.name, node.verdict, node.reason == null ? "" : " (" + node.reason + ")"));
      because(node.message);
      policies(node.policies, " on node " + node.name);
    }
  }

  private void writers() {
    for (WriterStatus writer : listed(status.writers)) {
      lines.add(
          "pod that may write: "
              + writer.pod
              + (writer.until == null ? "" : ", until " + writer.until));
    }
  }

  /** Conditions change only when their status does, so that their times tell what happened when. */
  private void history() {
    List<String> told = new ArrayList<>();
    add(told, model.getMetadata().getCreationTimestamp(), "created");
    add(told, status.lastVerification, "last verdict that was Verified or Rejected");
    add(told, status.lastFingerprint, "metadata of all files found unchanged");
    if (status.verifiedContent != null) {
      add(told, status.verifiedContent.driftedAt, "holds other content than was Verified");
    }
    for (Condition condition : listed(status.conditions)) {
      add(
          told,
          condition.getLastTransitionTime(),
          "%s has been %s since (now %s)"
              .formatted(condition.getType(), condition.getStatus(), condition.getReason()));
    }
    if (!told.isEmpty()) {
      lines.add("history:");
      told.stream().sorted(Comparator.naturalOrder()).forEach(line -> lines.add("  " + line));
    }
  }

  private static void add(List<String> told, @Nullable String time, String what) {
    Stream.ofNullable(time).forEach(at -> told.add(at + " " + what));
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
