// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.ExperimentalArguments;
import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.option.MaterialFailures;
import dev.modelsigning.cli.option.ModelArguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.VerifyingArguments;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.KeyAuthority;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code oms verify key}: verifies a model with a public key. */
@Command(
    name = "key",
    description = "Verifies a model with the signer's public key.",
    footer = {
      "oms verify key my-model --public-key public.pem --signature my-model/model.sig",
      "oms verify key my-model --public-key public.pem --signature my-model/model.sig --report json"
    })
final class VerifyKeyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ModelArguments model = new ModelArguments();
  @Mixin private final VerifyingArguments verifying = new VerifyingArguments();
  @Mixin private final ExperimentalArguments experimental = new ExperimentalArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  @Option(
      names = {"--public-key", "--public_key"},
      required = true,
      paramLabel = "PUBLIC_KEY",
      description = "The public key, PEM: an EC key on P-256, P-384 or P-521.")
  private Path publicKey = Path.of("");

  VerifyKeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    String pem =
        InputFile.pem(
            console.resolve(publicKey), "the public key", Wanted.PUBLIC_KEY, "--public-key");
    Authority authority;
    try {
      String name = publicKey.toString();
      authority =
          experimental.allowed
              ? KeyAuthority.ofExperimentalPem(name, pem)
              : KeyAuthority.ofPem(name, pem);
    } catch (TrustMaterialException e) {
      throw MaterialFailures.of(
          e, List.of(publicKey), "name an EC public key in PEM with --public-key");
    }
    return new VerifyingRun(console, model, verifying, report).run(authority);
  }
}
