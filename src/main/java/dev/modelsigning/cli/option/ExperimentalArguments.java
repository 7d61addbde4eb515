// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import picocli.CommandLine.Option;

/** What is not part of OMS 1.0, and has to be enabled for signing and for verifying. */
public final class ExperimentalArguments {
  @Option(
      names = "--experimental",
      description =
          "Accept ML-DSA keys (FIPS 204) as well. OMS 1.0 does not define them, and other implementations do"
              + " not verify them.")
  public boolean allowed;
}
