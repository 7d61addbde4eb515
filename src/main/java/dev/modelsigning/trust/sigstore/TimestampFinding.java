// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import java.time.Instant;

/** What a timestamp proves about a signature. */
public sealed interface TimestampFinding {
  /** The signature existed at this time. */
  record Trusted(Instant time) implements TimestampFinding {}

  /** It is not by an authority that is trusted at its time, so it proves nothing. */
  record Untrusted() implements TimestampFinding {}

  /** It does not verify, or is about something else. */
  record Invalid(String why) implements TimestampFinding {}
}
