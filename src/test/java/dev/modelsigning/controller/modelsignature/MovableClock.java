// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves. */
public final class MovableClock extends Clock {
  private Instant now;

  /** It shows this time until it is moved. */
  public MovableClock(Instant now) {
    this.now = now;
  }

  /** Moves it. */
  public void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    InstantSource moved = () -> now;
    return moved.withZone(zone);
  }
}
