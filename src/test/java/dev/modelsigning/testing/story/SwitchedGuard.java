// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.measurement.GuardState;
import java.time.Instant;

/** A guard that a test removes and installs again. */
public final class SwitchedGuard implements GuardState {
  private volatile boolean installed = true;

  /** Installs or removes the guard. */
  public void set(boolean inForce) {
    installed = inForce;
  }

  @Override
  public boolean installed() {
    return installed;
  }

  @Override
  public boolean installedSince(Instant start) {
    return installed;
  }

  @Override
  public String missing() {
    return installed ? "" : "the test removed the guard";
  }
}
