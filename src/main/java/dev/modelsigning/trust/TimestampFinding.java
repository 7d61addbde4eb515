package dev.modelsigning.trust;

import java.time.Instant;

/** What one timestamp says about a signature. */
sealed interface TimestampFinding {
  /** The signature existed at this time. */
  record Trusted(Instant time) implements TimestampFinding {}

  /** It is of nobody who is believed, at its time; it says nothing. */
  record Foreign() implements TimestampFinding {}

  /** It is damaged, or about something else. */
  record Invalid(String why) implements TimestampFinding {}
}
