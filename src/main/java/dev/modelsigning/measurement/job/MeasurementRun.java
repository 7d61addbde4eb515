// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Name and nonce of one run, chosen and written to the status before its Job is created.
 *
 * @param jobName name of the Job; begins with the reserved prefix, at most 57 characters: the job
 *     controller adds a hyphen, and the API server keeps 58 of that before its random letters
 * @param nonce 128 random bits in hex, which the evidence has to repeat
 * @param node the node the pod is bound to, where the volume is attached; empty: any
 */
public record MeasurementRun(String jobName, String nonce, Optional<String> node) {
  private static final int OWNER_CHARACTERS = 35;

  /** A fresh run for an owner. */
  public static MeasurementRun fresh(
      String ownerName, Optional<String> node, RandomGenerator random) {
    byte[] suffix = new byte[5];
    byte[] nonce = new byte[16];
    random.nextBytes(suffix);
    random.nextBytes(nonce);
    var hex = HexFormat.of();
    return new MeasurementRun(
        ApiGroup.MEASURING_PREFIX + readable(ownerName) + hex.formatHex(suffix),
        hex.formatHex(nonce),
        node);
  }

  private static String readable(String ownerName) {
    String label = ownerName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = label.length() > OWNER_CHARACTERS ? label.substring(0, OWNER_CHARACTERS) : label;
    String trimmed = cut.replaceAll("^-+|-+$", "");
    return trimmed.isEmpty() ? "" : trimmed + "-";
  }
}
