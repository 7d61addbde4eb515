// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.bundle.BundleSource;
import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.option.ResultArguments;
import dev.modelsigning.cli.output.BundleDescription;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.output.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code oms inspect}: shows what a bundle claims, without verifying any of it. */
@Command(
    name = "inspect",
    description = {
      "Shows what a signature file claims: method, signer, files.",
      "",
      "Nothing is verified: anyone can write a signature file that claims anything. See oms verify."
    },
    footer = {"oms inspect my-model/model.sig", "oms inspect my-model/model.sig --json"})
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "BUNDLE", description = "The signature file.")
  private Path file = Path.of("");

  @Mixin private final ResultArguments result = new ResultArguments();

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    Path path = console.resolve(file);
    Optional<Path> within = UsualSignature.within(path);
    if (within.isPresent()) {
      throw CommandFailure.usage(
          path + " is a model, not a signature file", "name the signature in it: " + within.get());
    }
    byte[] bytes =
        InputFile.bytes(path, BundleLimits.MAX_STREAMED_BYTES, "the signature file", "BUNDLE");
    Bundle bundle;
    try {
      bundle = BundleReader.read(BundleSource.of(bytes));
    } catch (BundleFormatException | IOException e) {
      throw new CommandFailure(
          Exit.USAGE,
          path + " is not a signature bundle: " + Causes.text(e),
          "name a file that oms sign or model_signing wrote",
          e);
    }
    BundleDescription description = BundleDescription.of(bundle);
    if (result.asJson()) {
      Json.print(console, description.object());
    } else {
      description.lines().forEach(console::line);
    }
    return Exit.DONE.code();
  }
}
