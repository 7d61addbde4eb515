package dev.modelsigning.cli;

import picocli.CommandLine.Command;

/** Groups {@code oms verify key} and {@code oms verify certificate}. */
@Command(
    name = "verify",
    description = "Verifies a model against its signature.",
    synopsisSubcommandLabel = "METHOD")
final class VerifyCommand {}
