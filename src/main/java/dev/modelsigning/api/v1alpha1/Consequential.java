// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import static dev.modelsigning.api.v1alpha1.Consequence.CONTENT_REFUSED;
import static dev.modelsigning.api.v1alpha1.Consequence.FULFILLED;
import static dev.modelsigning.api.v1alpha1.Consequence.RETRIED;
import static dev.modelsigning.api.v1alpha1.Consequence.SIGNATURE_REFUSED;
import static dev.modelsigning.api.v1alpha1.Consequence.WORKING;

/** What has a {@link Consequence}, and the questions that it answers. */
public interface Consequential {
  /** What follows from it. */
  Consequence consequence();

  /** The name of the constant. */
  String name();

  /** As it is written into {@code reason} fields: one CamelCase word. */
  default String text() {
    return name();
  }

  /** Whether the signature is refused, whatever the files are. */
  default boolean refusesTheSignature() {
    return consequence() == SIGNATURE_REFUSED;
  }

  /** Whether the files are refused. */
  default boolean refusesTheContent() {
    return consequence() == CONTENT_REFUSED;
  }

  /** Whether another attempt may succeed although nobody edits anything. */
  default boolean isRetried() {
    return consequence() == RETRIED;
  }

  /** Whether everything is as it should be or on its way there. */
  default boolean isGood() {
    return consequence() == FULFILLED || consequence() == WORKING;
  }

  /** Whether nothing changes until somebody edits the resource or what it refers to. */
  default boolean isFinal() {
    return switch (consequence()) {
      case SIGNATURE_REFUSED, CONTENT_REFUSED, FINAL -> true;
      case FULFILLED, WORKING, WAITING, RETRIED -> false;
    };
  }
}
