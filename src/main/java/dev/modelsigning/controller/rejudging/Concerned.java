// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.rejudging;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import java.util.function.Predicate;

/**
 * Which ModelSignatures a changed policy concerns. Every other one keeps its status.
 *
 * @param now what may be decided differently only once it was judged again
 * @param later what is decided differently already, since the webhook compares what the status
 *     lists with the policy as it is: only the verdict that people read is an older one
 */
public record Concerned(Predicate<ModelSignature> now, Predicate<ModelSignature> later) {
  /** Nothing waits for those. */
  public static Concerned now(Predicate<ModelSignature> which) {
    return new Concerned(which, signature -> false);
  }
}
