// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The command {@code kubectl oms} itself, which groups the others. */
@Command(
    name = "kubectl oms",
    mixinStandardHelpOptions = true,
    versionProvider = PluginCommand.Version.class,
    scope = ScopeType.INHERIT,
    description = {
      "Explains which pods the Model Signature Operator admits, and shows the models of a cluster.",
      "",
      "It talks to the cluster only by running your kubectl, with your rights."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:admitted, or shown",
      "1:refused, by at least one policy that enforces",
      "2:it could not be told, or the command line is wrong",
      "141:what reads the answer has ended"
    },
    footer = {
      "kubectl oms explain deploy/server",
      "kubectl oms status -A",
      "kubectl oms why minilm -n team-a",
      "kubectl oms policy test policy.yaml -f deployment.yaml"
    })
final class PluginCommand {

  /** The version in the jar's manifest, which a folder of classes lacks. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = PluginCommand.class.getPackage().getImplementationVersion();
      return new String[] {"kubectl-oms " + Objects.requireNonNullElse(version, "(not packaged)")};
    }
  }
}
