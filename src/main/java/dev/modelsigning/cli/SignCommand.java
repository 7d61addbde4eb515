package dev.modelsigning.cli;

import picocli.CommandLine.Command;

/** Groups {@code oms sign key} and its siblings. */
@Command(name = "sign", description = "Signs a model.", synopsisSubcommandLabel = "METHOD")
final class SignCommand {}
