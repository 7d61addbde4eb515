// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command {@code oms} itself, which groups the others. */
@Command(
    name = "oms",
    mixinStandardHelpOptions = true,
    versionProvider = OmsCommand.Version.class,
    scope = ScopeType.INHERIT,
    description = "Signs and verifies models with OpenSSF Model Signing (OMS) 1.0.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:verified, signed, shown, digested or measured",
      "1:rejected: the model is not what a trusted signer signed",
      "2:the command line is wrong, or names something that is missing or unusable",
      "3:unknown: it could not be checked or done; never read it as verified",
      "141:what reads the result has ended"
    },
    footer = {
      "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
      "openssl pkey -in key.pem -pubout -out public.pem",
      "oms sign key my-model --private-key key.pem --signature my-model/model.sig",
      "oms verify key my-model --public-key public.pem --signature my-model/model.sig"
    })
final class OmsCommand {

  /** The version in the jar's manifest, which a folder of classes lacks. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Oms.class.getPackage().getImplementationVersion();
      return new String[] {"oms " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
  }
}
