// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.AnnotationArguments;
import dev.modelsigning.cli.option.ExperimentalArguments;
import dev.modelsigning.cli.option.MaterialFailures;
import dev.modelsigning.cli.option.PemFiles;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.option.SigningArguments;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.reuse.OwnKey;
import dev.modelsigning.cli.reuse.ReuseArguments;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.SigningException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code oms sign key}: signs a model with a private key. */
@Command(
    name = "key",
    description = {
      "Signs a model with an EC private key.",
      "",
      "Verifiers need the public key; the signature says nothing else about the signer."
    },
    footer = {
      "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
      "oms sign key my-model --private-key key.pem --signature my-model/model.sig"
    })
final class SignKeyCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SignedModelArguments model = new SignedModelArguments();
  @Mixin private final SigningArguments signing = new SigningArguments();
  @Mixin private final ReuseArguments reuse = new ReuseArguments();
  @Mixin private final ExperimentalArguments experimental = new ExperimentalArguments();
  @Mixin private final AnnotationArguments annotations = new AnnotationArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  SignKeyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    KeySigner signer;
    try {
      String pem = signing.keyPem(console);
      Optional<char[]> password = signing.password(console);
      signer =
          experimental.allowed
              ? KeySigner.ofExperimentalPem(pem, password)
              : KeySigner.ofPem(pem, password);
    } catch (SigningException e) {
      throw MaterialFailures.of(
          e, signing.files(), "name an EC private key in PEM with --private-key");
    }
    String publicKey = PemFiles.publicKey(signer.publicKey());
    return new SigningRun(console, model, report, reuse, annotations)
        .run(signer, "key", new OwnKey(Optional.of(publicKey), experimental.allowed));
  }
}
