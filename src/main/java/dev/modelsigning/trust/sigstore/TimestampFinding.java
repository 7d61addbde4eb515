// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import java.time.Instant;

/** What one timestamp says about a signature. */
public sealed interface TimestampFinding {
  /** The signature existed at this time. */
  record Trusted(Instant time) implements TimestampFinding {}

  /** It is of nobody who is believed, at its time; it says nothing. */
  record Foreign() implements TimestampFinding {}

  /** It is damaged, or about something else. */
  record Invalid(String why) implements TimestampFinding {}
}
