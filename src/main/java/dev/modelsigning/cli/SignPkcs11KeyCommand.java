// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.AnnotationArguments;
import dev.modelsigning.cli.option.PemFiles;
import dev.modelsigning.cli.option.Pkcs11Arguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.reuse.OwnKey;
import dev.modelsigning.cli.reuse.ReuseArguments;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.pkcs11.Pkcs11Signer;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code oms sign pkcs11-key}: signs a model with a private key on a token. */
@Command(
    name = "pkcs11-key",
    description = {
      "Signs a model with an EC private key on a PKCS #11 token.",
      "",
      "Verifiers need the public key: see oms verify key."
    },
    footer = {
      "oms sign pkcs11-key my-model --pkcs11-uri 'pkcs11:token=release;object=models?module-name=softhsm2&pin-source=file:/run/secrets/pin' --signature my-model/model.sig"
    })
final class SignPkcs11KeyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SignedModelArguments model = new SignedModelArguments();
  @Mixin private final Pkcs11Arguments token = new Pkcs11Arguments();
  @Mixin private final ReuseArguments reuse = new ReuseArguments();
  @Mixin private final AnnotationArguments annotations = new AnnotationArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  SignPkcs11KeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    try (Pkcs11Signer signer = Pkcs11Signer.ofKey(token.uri())) {
      String publicKey = PemFiles.publicKey(signer.publicKey());
      return new SigningRun(console, model, report, reuse, annotations)
          .run(signer, "pkcs11-key", new OwnKey(Optional.of(publicKey), false));
    } catch (SigningException e) {
      throw new CommandFailure(Exit.USAGE, Causes.text(e), Pkcs11Arguments.HINT, e);
    }
  }
}
