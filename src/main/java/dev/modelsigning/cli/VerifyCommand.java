// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import picocli.CommandLine.Command;

/** Groups the methods of {@code oms verify}. */
@Command(
    name = "verify",
    description = "Verifies a model against its signature.",
    synopsisSubcommandLabel = "METHOD")
final class VerifyCommand {}
