// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VerifiedContentStatus;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.volume.NodeVerdicts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Carries from status to status what was Verified last, and since when the volume holds something
 * else. So a drift is known from the status alone, whichever process wrote it, and however often
 * the verdict was Unknown in between.
 */
public final class ContentHistory {
  private ContentHistory() {}

  /**
   * What a new status has to record; empty when nothing was Verified here.
   *
   * @param previous the stored status
   * @param status the new one, with everything else in it
   */
  public static Optional<VerifiedContentStatus> of(
      @Nullable ModelSignatureStatus previous, ModelSignatureStatus status, Instant now) {
    Optional<VerifiedContentStatus> known =
        Optional.ofNullable(previous).map(before -> before.verifiedContent);
    // What has a digest does not drift, and no claim is a source any more.
    if (status.image != null) {
      return Optional.empty();
    }
    if (status.volume == null) {
      return known;
    }
    Optional<VerifiedContentStatus> here = known.filter(content -> wasIn(status.volume, content));
    if (status.manifest == null) {
      return here;
    }
    return switch (status.verdict) {
      case Verified -> Optional.of(verified(status.volume, status.manifest));
      case Rejected -> here.map(content -> compared(content, status, now));
      case Unknown -> here;
    };
  }

  /**
   * Whether a new status is the first one to record that the volume holds other content, on some
   * node if it is on several.
   */
  public static boolean driftsIn(
      @Nullable ModelSignatureStatus previous, ModelSignatureStatus status) {
    Set<String> now = drifted(status);
    now.removeAll(previous == null ? Set.of() : drifted(previous));
    return !now.isEmpty();
  }

  /** The nodes that are known to hold other content; one without a name for other volumes. */
  static Set<String> drifted(ModelSignatureStatus status) {
    return NodeVerdicts.each(status).stream()
        .filter(one -> driftedAt(one).isPresent())
        .map(NodeVerdicts::nodeName)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Since when the volume is known to hold other content, as recorded; empty if it is not. */
  static Optional<String> driftedAt(ModelSignatureStatus status) {
    return Optional.ofNullable(status.verifiedContent).map(content -> content.driftedAt);
  }

  private static boolean wasIn(VolumeStatus volume, VerifiedContentStatus content) {
    return Objects.equals(content.volumeIdentity, volume.identity)
        && Objects.equals(content.nodeUid, volume.nodeUid)
        && Objects.equals(content.subPath, volume.subPath);
  }

  private static VerifiedContentStatus verified(VolumeStatus volume, ManifestStatus measured) {
    var content = new VerifiedContentStatus();
    content.digest = measured.digest;
    content.ignoredDigest = ignoredDigest(measured);
    content.volumeIdentity = volume.identity;
    content.nodeUid = volume.nodeUid;
    content.subPath = volume.subPath;
    return content;
  }

  /**
   * A policy or a bundle that was edited also leads to a refusal, and files that were put back may
   * be refused for their signature: what was measured is compared.
   */
  private static VerifiedContentStatus compared(
      VerifiedContentStatus content, ModelSignatureStatus status, Instant now) {
    if (isIn(status.manifest, content)) {
      return content.driftedAt == null ? content : withDrift(content, null);
    }
    return content.driftedAt == null && isRefusedForItsContent(status)
        ? withDrift(content, now.truncatedTo(ChronoUnit.SECONDS).toString())
        : content;
  }

  private static boolean isIn(ManifestStatus measured, VerifiedContentStatus content) {
    return Objects.equals(measured.digest, content.digest)
        && Objects.equals(ignoredDigest(measured), content.ignoredDigest);
  }

  private static VerifiedContentStatus withDrift(
      VerifiedContentStatus content, @Nullable String driftedAt) {
    var changed = new VerifiedContentStatus();
    changed.digest = content.digest;
    changed.ignoredDigest = content.ignoredDigest;
    changed.volumeIdentity = content.volumeIdentity;
    changed.nodeUid = content.nodeUid;
    changed.subPath = content.subPath;
    changed.driftedAt = driftedAt;
    return changed;
  }

  private static boolean isRefusedForItsContent(ModelSignatureStatus status) {
    return Stream.ofNullable(status.policies)
        .flatMap(List::stream)
        .filter(policy -> policy.verdict == VerdictState.Rejected)
        .flatMap(ContentHistory::reason)
        .anyMatch(Reason::refusesTheContent);
  }

  private static Stream<Reason> reason(PolicyVerdict policy) {
    return Reason.of(policy.reason).stream();
  }

  /** What a policy accepts or not, apart from the files that are signed. */
  private static @Nullable String ignoredDigest(ManifestStatus measured) {
    int more = Objects.requireNonNullElse(measured.ignoredMore, 0);
    if ((measured.ignored == null || measured.ignored.isEmpty()) && more == 0) {
      return null;
    }
    String listed =
        Stream.ofNullable(measured.ignored)
            .flatMap(List::stream)
            .map(ContentHistory::described)
            .collect(Collectors.joining("\n", "", "\n" + more));
    return "sha256:" + Digest.sha256(listed.getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** The path, which may hold anything, comes last. */
  private static String described(IgnoredPathStatus ignored) {
    return ignored.kind + " " + ignored.files + " " + ignored.bytes + " " + ignored.path;
  }
}
