// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import dev.modelsigning.api.v1alpha1.Reason;
import java.util.function.Supplier;

/** Whether an image has the bundle that a resource asks for. */
public sealed interface ReferrerFinding {
  /**
   * It has.
   *
   * @param digest {@code sha256:hex} of the bundle
   * @param bytes the bundle, untrusted, read when it is used; throws {@link
   *     java.io.UncheckedIOException} when it cannot be read now
   */
  record Found(String digest, Supplier<byte[]> bytes) implements ReferrerFinding {}

  /**
   * It has not, or that is not known.
   *
   * @param reason why
   * @param message with a hint
   */
  record Missing(Reason reason, String message) implements ReferrerFinding {}
}
