// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.text.Shortened;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the targets of a ClusterModelSigningJob stand, and which ones are next.
 *
 * @param targets brought up to date, in their order
 * @param next indexes into the targets of those to begin now
 */
record TargetPlan(List<SigningTarget> targets, List<Integer> next) {
  private static final int MAX_MESSAGE = 512;

  TargetPlan {
    targets = List.copyOf(targets);
    next = List.copyOf(next);
  }

  /**
   * Brings the targets up to date and chooses the next ones.
   *
   * @param before targets as recorded
   * @param parallelism targets that may be in progress at the same time, at least 1
   * @param jobs finds the ModelSigningJob that a target records, by name and UID; empty when it is
   *     gone
   */
  static TargetPlan of(
      List<SigningTarget> before,
      int parallelism,
      Function<SigningTarget, Optional<ModelSigningJob>> jobs) {
    List<SigningTarget> after = before.stream().map(t -> upToDate(t, jobs)).toList();
    int free = parallelism - active(after);
    List<Integer> next = new ArrayList<>();
    for (int i = 0; i < after.size() && next.size() < free; i++) {
      SigningTarget target = after.get(i);
      if (target.jobUid == null && !SigningStatus.isFinal(target.state)) {
        next.add(i);
      }
    }
    return new TargetPlan(after, next);
  }

  static int active(List<SigningTarget> targets) {
    return (int)
        targets.stream()
            .filter(target -> target.jobUid != null && target.state != null)
            .filter(target -> isBusy(target.state))
            .count();
  }

  /** One that waits for approval takes no place: all digests are shown before any is approved. */
  private static boolean isBusy(SigningState state) {
    return !SigningStatus.isFinal(state) && state != SigningState.AwaitingApproval;
  }

  static int count(List<SigningTarget> targets, SigningState state) {
    return (int) targets.stream().filter(target -> target.state == state).count();
  }

  static boolean isDone(List<SigningTarget> targets) {
    return targets.stream().allMatch(target -> SigningStatus.isFinal(target.state));
  }

  static SigningTarget failed(SigningTarget from, String message) {
    SigningTarget target = copy(from);
    target.state = SigningState.Failed;
    target.message = Shortened.to(message, MAX_MESSAGE);
    return target;
  }

  static SigningTarget begun(SigningTarget from, ModelSigningJob job) {
    SigningTarget target = copy(from);
    target.state = SigningState.Pending;
    target.jobName = job.getMetadata().getName();
    target.jobUid = job.getMetadata().getUid();
    return target;
  }

  private static SigningTarget upToDate(
      SigningTarget target, Function<SigningTarget, Optional<ModelSigningJob>> jobs) {
    if (target.jobUid == null || SigningStatus.isFinal(target.state)) {
      return target;
    }
    Optional<ModelSigningJob> job = jobs.apply(target);
    if (job.isEmpty()) {
      return failed(
          target,
          "ModelSigningJob %s was deleted before it ended; hint: create another job for this claim"
              .formatted(target.jobName));
    }
    var status = job.get().getStatus();
    if (status == null || status.state == null) {
      return target;
    }
    if (status.state == SigningState.Failed) {
      return failed(target, status.reason + ": " + status.message);
    }
    SigningTarget seen = copy(target);
    seen.state = status.state;
    seen.digest = status.manifest == null ? null : status.manifest.digest;
    return seen;
  }

  private static SigningTarget copy(SigningTarget from) {
    var target = new SigningTarget();
    target.namespace = from.namespace;
    target.claimName = from.claimName;
    target.pinned = from.pinned;
    target.digest = from.digest;
    target.state = from.state;
    target.jobName = from.jobName;
    target.jobUid = from.jobUid;
    target.message = from.message;
    return target;
  }
}
