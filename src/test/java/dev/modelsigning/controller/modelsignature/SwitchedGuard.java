// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.measurement.GuardState;

/** A guard that a test takes away and puts back. */
final class SwitchedGuard implements GuardState {
  private volatile boolean installed = true;

  void set(boolean inForce) {
    installed = inForce;
  }

  @Override
  public boolean installed() {
    return installed;
  }

  @Override
  public String missing() {
    return installed ? "" : "the test took the guard away";
  }
}
