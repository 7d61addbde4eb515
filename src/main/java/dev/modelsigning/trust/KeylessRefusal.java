package dev.modelsigning.trust;

import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;

/** One of the checks of a keyless signature failed. */
final class KeylessRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  KeylessRefusal(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  KeylessRefusal(Reason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  NotAuthentic result() {
    return new NotAuthentic(reason, String.valueOf(getMessage()));
  }
}
