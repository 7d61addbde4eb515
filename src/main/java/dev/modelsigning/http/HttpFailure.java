// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.http;

import java.io.IOException;
import java.util.OptionalInt;

/** A call fails. The message names the service and a hint, see {@link RemoteService#message}. */
public final class HttpFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** 0 if there is no complete answer. */
  private final int status;

  HttpFailure(String message, int status) {
    super(message);
    this.status = status;
  }

  HttpFailure(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
  }

  /** The HTTP status of an answer that is not a success; empty if there is no complete answer. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
