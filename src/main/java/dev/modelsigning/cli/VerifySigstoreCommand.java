// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.IdentityArguments;
import dev.modelsigning.cli.option.ModelArguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.TrustedRootArguments;
import dev.modelsigning.cli.option.VerifyingArguments;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code oms verify sigstore}: verifies a model that an identity signed through Sigstore. */
@Command(
    name = "sigstore",
    description = {
      "Verifies a model that an identity signed through Sigstore.",
      "",
      "The signer and the identity provider are required. No service is called: the log entries, their proofs"
          + " and the timestamps are part of the signature, and are checked against the trusted root."
    },
    footer = {
      "oms verify sigstore my-model --identity release@example.com --identity-provider https://accounts.example.com --signature my-model/model.sig"
    })
final class VerifySigstoreCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ModelArguments model = new ModelArguments();
  @Mixin private final IdentityArguments identity = new IdentityArguments();
  @Mixin private final TrustedRootArguments root = new TrustedRootArguments();
  @Mixin private final VerifyingArguments verifying = new VerifyingArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  VerifySigstoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    SignerIdentityRule rule = identity.rule();
    return new VerifyingRun(console, model, verifying, report)
        .run(new KeylessAuthority(rule.subject().text(), root.root(console), rule));
  }
}
