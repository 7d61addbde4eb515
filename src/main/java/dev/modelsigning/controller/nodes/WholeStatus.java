// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.nodes;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.text.Shortened;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One status over those of the nodes: what holds is what holds on all of them. */
public final class WholeStatus {
  private static final int MAX_MESSAGE = 2048;

  private static final Comparator<VerdictState> WORST_FIRST =
      Comparator.comparing(
          verdict ->
              switch (verdict) {
                case Rejected -> 0;
                case Unknown -> 1;
                case Verified -> 2;
              });

  private WholeStatus() {}

  /** What entries are about, in messages. */
  public enum Over {
    /** The directories of nodes. */
    NODES("Node", "nodes"),
    /** The platforms of nodes, for each of which an image may hold other files. */
    PLATFORMS("Platform", "platforms");

    private final String one;
    private final String several;

    Over(String one, String several) {
      this.one = one;
      this.several = several;
    }
  }

  /**
   * Verdict, reason and message of the worst node, which the message names, and what the nodes have
   * in common. Volume, writers and conditions are left to the caller.
   *
   * @param over what the entries are about
   * @param previous the stored status
   * @param entries one for each node, at least one
   */
  public static ModelSignatureStatus of(
      Over over, @Nullable ModelSignatureStatus previous, List<NodeVerdictStatus> entries) {
    ModelSignatureStatus status = new ModelSignatureStatus();
    NodeVerdictStatus worst =
        entries.stream()
            .min(Comparator.comparing((NodeVerdictStatus entry) -> entry.verdict, WORST_FIRST))
            .orElseThrow();
    status.verdict = worst.verdict;
    status.reason = worst.reason;
    status.message = Shortened.to(message(over, worst, entries), MAX_MESSAGE);
    status.nodes = List.copyOf(entries);
    status.policies = policies(over, entries);
    status.signer = signer(entries);
    status.progress = progress(entries);
    status.lastVerification =
        worst.verdict == VerdictState.Unknown
            ? previous == null ? null : previous.lastVerification
            : latestVerification(entries);
    return status;
  }

  /** The reason of the status, which this version wrote. */
  public static Reason reason(ModelSignatureStatus status) {
    return Reason.of(status.reason).orElse(Reason.CheckFailed);
  }

  private static String message(
      Over over, NodeVerdictStatus worst, List<NodeVerdictStatus> entries) {
    long verified =
        entries.stream().filter(entry -> entry.verdict == VerdictState.Verified).count();
    if (verified == entries.size()) {
      return "Verified on each of "
          + entries.size()
          + " "
          + over.several
          + ": "
          + entries.stream().map(entry -> entry.name).collect(Collectors.joining(", "));
    }
    return over.one
        + " "
        + worst.name
        + " ("
        + verified
        + " of "
        + entries.size()
        + " "
        + over.several
        + " Verified): "
        + worst.message;
  }

  private static List<PolicyVerdict> policies(Over over, List<NodeVerdictStatus> entries) {
    Map<String, PolicyVerdict> worst = new LinkedHashMap<>();
    for (NodeVerdictStatus entry : entries) {
      Stream.ofNullable(entry.policies)
          .flatMap(List::stream)
          .map(
              policy ->
                  PolicyTexts.with(policy, over.one + " " + entry.name + ": " + policy.message))
          .forEach(policy -> worst.merge(policy.name, policy, WholeStatus::worse));
    }
    return List.copyOf(worst.values());
  }

  private static PolicyVerdict worse(PolicyVerdict one, PolicyVerdict other) {
    return WORST_FIRST.compare(one.verdict, other.verdict) <= 0 ? one : other;
  }

  /** Nodes may hold content of different signers; then nobody signed the whole. */
  private static @Nullable SignerStatus signer(List<NodeVerdictStatus> entries) {
    Set<String> signers = new HashSet<>();
    SignerStatus first = null;
    for (NodeVerdictStatus entry : entries) {
      if (entry.signer == null) {
        return null;
      }
      first = first == null ? entry.signer : first;
      signers.add(entry.signer.method + " " + entry.signer.issuer + " " + entry.signer.subject);
    }
    return signers.size() == 1 ? first : null;
  }

  private static @Nullable ProgressStatus progress(List<NodeVerdictStatus> entries) {
    return entries.stream()
        .map(entry -> entry.progress)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String latestVerification(List<NodeVerdictStatus> entries) {
    return entries.stream()
        .map(entry -> entry.lastVerification)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
