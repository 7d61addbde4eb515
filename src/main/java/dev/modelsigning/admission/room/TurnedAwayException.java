// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.room;

/** There is no room for a review now, or at all. */
public final class TurnedAwayException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Cause {
    /** Others are being decided; the API server may ask again. */
    BUSY("busy"),
    /** It is larger than any that is decided. */
    SIZE("size"),
    /** So much time has gone by that the API server no longer waits. */
    TIME("time");

    private final String label;

    Cause(String label) {
      this.label = label;
    }

    /** As metrics show it. */
    public String label() {
      return label;
    }
  }

  private final Cause reason;

  /** Nothing of the review was decided. */
  public TurnedAwayException(Cause reason) {
    super(reason.label());
    this.reason = reason;
  }

  /** Why, for the answer and the metrics. */
  public Cause reason() {
    return reason;
  }
}
