// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.nodes;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.text.Shortened;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.NodeVerdicts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The entries of {@code status.nodes}: written, and carried from status to status. */
public final class NodeEntries {
  private static final int MAX_MESSAGE = 1024;

  /** Each of the nodes repeats what the policies say, so it is kept short. */
  private static final int MAX_POLICY_MESSAGE = 512;

  private static final int MAX_ACCEPTED = 125;

  private NodeEntries() {}

  /**
   * The resource as it was seen on one node last, whether that was one of several then or the only
   * one. Without a status, where nothing is known of the node.
   */
  public static ModelSignature seenOn(ModelSignature resource, HoldingNode node) {
    return NodeVerdicts.with(resource, seen(resource.getStatus(), node).orElse(null));
  }

  /** The resource on the only node that is left; as it is, where there never were several. */
  public static ModelSignature alone(ModelSignature resource, HoldingNode node) {
    return NodeVerdicts.of(resource.getStatus()).isEmpty() ? resource : seenOn(resource, node);
  }

  private static Optional<ModelSignatureStatus> seen(
      @Nullable ModelSignatureStatus status, HoldingNode node) {
    if (status == null) {
      return Optional.empty();
    }
    List<NodeVerdictStatus> entries = NodeVerdicts.of(status);
    return entries.isEmpty()
        ? Optional.of(status).filter(only -> isAbout(only, node))
        : entries.stream()
            .filter(entry -> NodeVerdicts.isOf(entry, node))
            .findFirst()
            .map(entry -> NodeVerdicts.status(status, entry));
  }

  private static boolean isAbout(ModelSignatureStatus status, HoldingNode node) {
    return measuredOn(status).contains(node.uid())
        || (status.verifiedContent != null
            && Objects.equals(status.verifiedContent.nodeUid, node.uid()));
  }

  /** UIDs of the nodes of which there may be evidence. */
  public static Set<String> measuredOn(@Nullable ModelSignatureStatus status) {
    if (status == null) {
      return Set.of();
    }
    Stream<@Nullable String> only =
        Stream.of(
            status.volume == null ? null : status.volume.nodeUid,
            status.measurement == null ? null : status.measurement.nodeUid,
            status.standing == null ? null : status.standing.nodeUid);
    return Stream.concat(only, NodeVerdicts.of(status).stream().map(entry -> entry.uid))
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /** The entry of a node, from a status about that node alone. */
  public static NodeVerdictStatus of(HoldingNode node, ModelSignatureStatus status) {
    NodeVerdictStatus entry = new NodeVerdictStatus();
    entry.name = node.name();
    entry.uid = node.uid();
    entry.verdict = status.verdict;
    entry.reason = status.reason;
    entry.message = cut(status.message, MAX_MESSAGE);
    entry.measurement = status.measurement;
    entry.standing = status.standing;
    entry.measuredAt = measuredAt(entry);
    entry.manifest = status.manifest;
    entry.verifiedContent = status.verifiedContent;
    entry.signer = status.signer;
    entry.signatures = signatures(status.signatures);
    entry.policies = policies(status.policies);
    entry.progress = status.progress;
    entry.lastVerification = status.lastVerification;
    entry.lastFingerprint = status.lastFingerprint;
    return entry;
  }

  /** Entries of which nothing counts, because the resource as a whole could not be checked. */
  public static @Nullable List<NodeVerdictStatus> unchecked(
      @Nullable ModelSignatureStatus previous, Reason reason, String message) {
    List<NodeVerdictStatus> entries = NodeVerdicts.of(previous);
    return entries.isEmpty()
        ? null
        : entries.stream().map(entry -> unchecked(entry, reason, message)).toList();
  }

  /** What was measured stays on record for the next look, and nothing counts as verified. */
  public static NodeVerdictStatus unchecked(
      NodeVerdictStatus previous, Reason reason, String message) {
    NodeVerdictStatus entry = new NodeVerdictStatus();
    entry.name = previous.name;
    entry.uid = previous.uid;
    entry.verdict = VerdictState.Unknown;
    entry.reason = reason.text();
    entry.message = cut(message, MAX_MESSAGE);
    entry.measurement = previous.measurement;
    entry.standing = previous.standing;
    entry.measuredAt = measuredAt(entry);
    entry.manifest = previous.manifest;
    entry.verifiedContent = previous.verifiedContent;
    entry.lastVerification = previous.lastVerification;
    entry.lastFingerprint = previous.lastFingerprint;
    return entry;
  }

  private static @Nullable String measuredAt(NodeVerdictStatus entry) {
    MeasurementStatus run = entry.standing == null ? entry.measurement : entry.standing;
    return run == null || run.kind == MeasurementKind.Fingerprint ? null : run.completedAt;
  }

  private static @Nullable List<JudgedSignature> signatures(@Nullable List<JudgedSignature> all) {
    return all == null ? null : all.stream().map(NodeEntries::bounded).toList();
  }

  /** An acceptance that is left out satisfies no policy. */
  private static JudgedSignature bounded(JudgedSignature signature) {
    List<AcceptedBy> accepted = signature.acceptedBy;
    if (accepted == null || accepted.size() <= MAX_ACCEPTED) {
      return signature;
    }
    JudgedSignature shorter = new JudgedSignature();
    shorter.bundleDigest = signature.bundleDigest;
    shorter.signer = signature.signer;
    shorter.contentMatches = signature.contentMatches;
    shorter.annotations = signature.annotations;
    shorter.annotationsLeftOut = signature.annotationsLeftOut;
    shorter.acceptedBy = accepted.subList(0, MAX_ACCEPTED);
    return shorter;
  }

  private static @Nullable List<PolicyVerdict> policies(@Nullable List<PolicyVerdict> all) {
    return all == null
        ? null
        : all.stream()
            .map(policy -> PolicyTexts.with(policy, cut(policy.message, MAX_POLICY_MESSAGE)))
            .toList();
  }

  private static @Nullable String cut(@Nullable String message, int length) {
    return message == null ? null : Shortened.to(message, length);
  }
}
