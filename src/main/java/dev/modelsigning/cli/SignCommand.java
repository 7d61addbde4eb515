// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import picocli.CommandLine.Command;

/** Groups the methods of {@code oms sign}. */
@Command(name = "sign", description = "Signs a model.", synopsisSubcommandLabel = "METHOD")
final class SignCommand {}
