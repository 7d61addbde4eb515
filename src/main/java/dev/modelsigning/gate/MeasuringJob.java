// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a pod says of the Job that made it, and of the resource that the Job measures for. Anybody
 * can write the latter two; they only say where to look for a status that names the Job.
 *
 * @param uid UID of the Job
 * @param ownerKind kind of the resource; empty when the pod names none
 * @param ownerName name of the resource; empty when the pod names none, or no possible one
 */
public record MeasuringJob(String uid, String ownerKind, String ownerName) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

  static MeasuringJob of(String uid, @Nullable String ownerKind, @Nullable String ownerName) {
    String name = Objects.requireNonNullElse(ownerName, "");
    return new MeasuringJob(
        uid,
        Objects.requireNonNullElse(ownerKind, ""),
        NAME.matcher(name).matches() && !name.contains("..") ? name : "");
  }
}
