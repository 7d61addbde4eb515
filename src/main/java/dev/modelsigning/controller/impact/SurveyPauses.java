// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import java.time.Duration;

/** How long to pause after the last survey. For any number of threads. */
final class SurveyPauses {
  /** Between two surveys when anything has changed. */
  static final Duration LONG = Duration.ofMinutes(10);

  /** When pods have come or gone, and at most after an edit of a policy. */
  static final Duration SHORT = Duration.ofSeconds(30);

  /** When a policy was edited: somebody waits for its numbers. */
  static final Duration AFTER_EDIT = Duration.ofSeconds(5);

  /** While pods come and go, surveys take up to one part of these of the time. */
  private static final int SHARE = 50;

  private volatile Duration lasted = Duration.ZERO;
  private volatile boolean failed;

  /** Notes the last survey. */
  void note(Duration duration, boolean hasFailed) {
    lasted = duration;
    failed = hasFailed;
  }

  Duration afterPods() {
    return share(SHORT, LONG);
  }

  Duration afterEdit() {
    return failed ? SHORT : share(AFTER_EDIT, SHORT);
  }

  private Duration share(Duration shortest, Duration longest) {
    Duration share = lasted.multipliedBy(SHARE);
    Duration pause = share.compareTo(shortest) < 0 ? shortest : share;
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
