// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.Consequence;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.text.Printable;
import dev.modelsigning.trust.SignerFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of {@code kubectl oms status}. */
final class StatusTable {
  private static final List<String> HEADINGS =
      List.of(
          "NAMESPACE",
          "NAME",
          "SOURCE",
          "VERDICT",
          "REASON",
          "POLICIES",
          "SIGNER",
          "MEASURED",
          "PODS",
          "NEXT");

  /** What is next for a model with {@code suspend}. */
  static final String SUSPENDED =
      "suspended: nothing is measured until spec.verification.suspend is unset";

  private static final String NONE = "-";

  /** Of a fingerprint. */
  private static final int DIGITS = 12;

  /** Policies and pods that a row names at most. */
  private static final int NAMED = 3;

  private final Instant now;
  private final Map<String, PolicyMode> modes;

  /**
   * @param modes of the policies that the user may read
   */
  StatusTable(Instant now, Map<String, PolicyMode> modes) {
    this.now = now;
    this.modes = Map.copyOf(modes);
  }

  List<String> lines(List<ModelSignature> models, RunningPods pods) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    models.forEach(model -> rows.add(row(model, pods)));
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < HEADINGS.size(); column++) {
      int index = column;
      widths.add(rows.stream().mapToInt(row -> row.get(index).length()).max().orElse(0));
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell).append(" ".repeat(widths.get(column) - cell.length() + 3));
    }
    return line.toString().stripTrailing();
  }

  private List<String> row(ModelSignature model, RunningPods pods) {
    ModelSignatureStatus status =
        Objects.requireNonNullElseGet(model.getStatus(), ModelSignatureStatus::new);
    return List.of(
        model.getMetadata().getNamespace(),
        model.getMetadata().getName(),
        source(model.getSpec() == null ? null : model.getSpec().source),
        status.verdict == null ? NONE : status.verdict.toString(),
        Objects.requireNonNullElse(status.reason, NONE),
        policies(status),
        signer(status),
        measured(status),
        pods.of(model).map(StatusTable::listed).orElse("?"),
        next(model, status));
  }

  private static String next(ModelSignature model, ModelSignatureStatus status) {
    Stream<String> suspended = isSuspended(model) ? Stream.of(SUSPENDED) : Stream.empty();
    return Stream.concat(suspended, next(status).stream())
        .reduce((first, second) -> first + "; " + second)
        .orElse(NONE);
  }

  static boolean isSuspended(ModelSignature model) {
    return Stream.ofNullable(model.getSpec())
        .flatMap(spec -> Stream.ofNullable(spec.verification))
        .anyMatch(verification -> Boolean.TRUE.equals(verification.suspend));
  }

  static String source(@Nullable ModelSource source) {
    if (source != null && source.persistentVolumeClaim != null) {
      String path = source.persistentVolumeClaim.subPath;
      return "claim "
          + source.persistentVolumeClaim.claimName
          + (path == null || path.isEmpty() ? "" : ":" + path);
    }
    return source == null || source.image == null ? NONE : "image " + source.image.reference;
  }

  /** Of a model that a policy rejects too: whoever signed it, where an authority knows the key. */
  private static String signer(ModelSignatureStatus status) {
    return Stream.concat(
            Stream.ofNullable(status.signer),
            Stream.ofNullable(status.signatures)
                .flatMap(List::stream)
                .flatMap(judged -> Stream.ofNullable(judged.signer)))
        .flatMap(signer -> named(signer).stream())
        .findFirst()
        .orElse(NONE);
  }

  /** Of a key the beginning of its fingerprint, which tells the keys of a cluster apart. */
  private static Optional<String> named(SignerStatus signer) {
    if (!SignerFacts.KEY.equals(signer.method) || signer.keyFingerprint == null) {
      return Optional.ofNullable(signer.subject);
    }
    String whole = signer.keyFingerprint;
    return Optional.of("key " + (whole.length() > DIGITS ? whole.substring(0, DIGITS) : whole));
  }

  private String policies(ModelSignatureStatus status) {
    List<PolicyVerdict> all = Objects.requireNonNullElse(status.policies, List.of());
    return listed(all.stream().map(one -> one.name + "=" + one.verdict + mode(one)).toList());
  }

  /** Of one that refuses nothing; as it is now, where that is known. */
  private String mode(PolicyVerdict one) {
    PolicyMode mode = modes.getOrDefault(one.name, one.mode);
    return mode == null || mode == PolicyMode.Enforce ? "" : "(" + mode + ")";
  }

  private static String listed(List<String> all) {
    if (all.isEmpty()) {
      return NONE;
    }
    String shown = all.stream().limit(NAMED).collect(Collectors.joining(","));
    return all.size() > NAMED ? shown + ",+" + (all.size() - NAMED) : shown;
  }

  private String measured(ModelSignatureStatus status) {
    return Ages.since(completed(status).orElse(null), now);
  }

  /** When the measurement ended on which the verdict rests; of several nodes, the earliest. */
  static Optional<String> completed(ModelSignatureStatus status) {
    return Stream.of(
            Stream.ofNullable(status.standing).map(run -> run.completedAt),
            Stream.ofNullable(status.measurement).map(run -> run.completedAt),
            Stream.ofNullable(status.nodes)
                .flatMap(List::stream)
                .map((NodeVerdictStatus node) -> node.measuredAt)
                .filter(Objects::nonNull)
                .sorted())
        .flatMap(times -> times)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** What it waits for, or what to do. */
  private static Optional<String> next(ModelSignatureStatus status) {
    return ProgressLine.progress(status.progress)
        .or(
            () ->
                Reason.of(status.reason)
                    .filter(reason -> reason.consequence() != Consequence.FULFILLED)
                    .map(reason -> advice(reason, status)));
  }

  /** While the operator works, the message says what is in the way. */
  private static String advice(Reason reason, ModelSignatureStatus status) {
    return reason.consequence() == Consequence.WORKING && status.message != null
        ? Printable.shortened(status.message.lines().findFirst().orElse(""))
        : reason.hint();
  }
}
