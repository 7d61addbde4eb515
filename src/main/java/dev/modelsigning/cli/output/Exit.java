// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

/** How an {@code oms} process ends; scripts may rely on these codes. */
public enum Exit {
  /** The model is verified, or was signed or measured, or the bundle was shown. */
  DONE(0),
  /** The model is not what a trusted signer signed: {@code verify} only. */
  REJECTED(1),
  /** The command line is wrong, or names something that is not there. */
  USAGE(2),
  /** It could not be told, or not be done: never to be read as verified. */
  UNKNOWN(3),
  /** {@code measure} could not read the volume; the report says why. */
  MEASUREMENT_FAILED(20);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** Exit code of the process. */
  public int code() {
    return code;
  }
}
