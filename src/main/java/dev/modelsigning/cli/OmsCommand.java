// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command {@code oms} itself, which only groups others. */
@Command(
    name = "oms",
    mixinStandardHelpOptions = true,
    versionProvider = OmsCommand.Version.class,
    scope = ScopeType.INHERIT,
    description = "Signs and verifies models with OpenSSF Model Signing (OMS) 1.0.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:verified, signed, shown, digested or measured",
      "1:rejected: not what a trusted signer signed",
      "2:the command line is wrong or names what is not there",
      "3:unknown: could not be checked or done, which is never 'verified'"
    })
final class OmsCommand {

  /** The version of the jar; a class folder has none. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Oms.class.getPackage().getImplementationVersion();
      return new String[] {"oms " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
  }
}
