// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import picocli.CommandLine.Command;

/** {@code kubectl oms policy}, which groups what is done with policies. */
@Command(
    name = "policy",
    description = "Works with policies.",
    synopsisSubcommandLabel = "COMMAND",
    footer = "kubectl oms policy test policy.yaml -f deployment.yaml")
final class PolicyCommand {}
