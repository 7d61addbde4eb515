// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import picocli.CommandLine.Option;

/** What is not part of OMS 1.0, and has to be asked for on both sides. */
public final class ExperimentalArguments {
  @Option(
      names = "--experimental",
      description =
          "Also take ML-DSA keys (FIPS 204). OMS 1.0 does not ask for them, and other implementations do not"
              + " verify them.")
  public boolean allowed;
}
