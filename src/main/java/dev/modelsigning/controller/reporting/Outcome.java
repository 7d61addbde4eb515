// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import dev.modelsigning.api.v1alpha1.Consequence;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import java.util.Objects;

/** What a report says of a model under a policy; the first ones are the most urgent. */
enum Outcome {
  /** Rejected by a policy that enforces. */
  FAIL("fail", "high"),
  /** Not settled: it could not be checked. */
  ERROR("error", "medium"),
  /** Rejected by a policy that warns or audits. */
  WARN("warn", "low"),
  /** Not judged yet. */
  SKIP("skip", "info"),
  /** Verified. */
  PASS("pass", "info");

  private final String text;
  private final String severity;

  Outcome(String text, String severity) {
    this.text = text;
    this.severity = severity;
  }

  /** As the API writes it. */
  String text() {
    return text;
  }

  String severity() {
    return severity;
  }

  /**
   * The outcome of a verdict.
   *
   * @param current whether the verdict is about the resource as it is now
   */
  static Outcome of(PolicyVerdict given, boolean current) {
    VerdictState verdict = Objects.requireNonNullElse(given.verdict, VerdictState.Unknown);
    if (!current) {
      return SKIP;
    }
    return switch (verdict) {
      case Verified -> PASS;
      case Rejected -> enforces(given) ? FAIL : WARN;
      case Unknown -> isUnderWay(given) ? SKIP : ERROR;
    };
  }

  /** Absent is Enforce, as at admission. */
  static boolean enforces(PolicyVerdict given) {
    return given.mode == null || given.mode == PolicyMode.Enforce;
  }

  private static boolean isUnderWay(PolicyVerdict given) {
    return Reason.of(given.reason)
        .map(Reason::consequence)
        .filter(known -> known == Consequence.WORKING)
        .isPresent();
  }
}
