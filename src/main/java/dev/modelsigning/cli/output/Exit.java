// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

/** Exit codes of {@code oms}, which scripts may rely on. */
public enum Exit {
  /** Verified, signed, digested, measured or shown. */
  DONE(0),
  /** The model is not what a trusted signer signed: {@code verify} only. */
  REJECTED(1),
  /** The command line is wrong, or names something that is missing or unusable. */
  USAGE(2),
  /** It could not be checked or done; never to be read as verified. */
  UNKNOWN(3),
  /** {@code measure} cannot read the volume or write the report. */
  MEASUREMENT_FAILED(20);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** The exit code of the process. */
  public int code() {
    return code;
  }
}
