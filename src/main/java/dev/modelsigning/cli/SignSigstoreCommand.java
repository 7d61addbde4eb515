// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.option.AnnotationArguments;
import dev.modelsigning.cli.option.ReportArguments;
import dev.modelsigning.cli.option.ServiceArguments;
import dev.modelsigning.cli.option.SignedModelArguments;
import dev.modelsigning.cli.option.SigstoreArguments;
import dev.modelsigning.cli.option.TokenArguments;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.cli.reuse.ReuseArguments;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.keyless.IdentityTokens;
import dev.modelsigning.signing.keyless.KeylessSigner;
import dev.modelsigning.signing.keyless.ServiceCalls;
import dev.modelsigning.signing.keyless.SigningServices;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code oms sign sigstore}: signs a model with the identity in an OpenID Connect token. */
@Command(
    name = "sigstore",
    description = {
      "Signs a model through Sigstore with the identity in an OpenID Connect token; no key is kept.",
      "",
      "The certificate and the identity in it become public in the transparency log. Without a token the"
          + " command asks for a login with a browser."
    },
    footer = {
      "oms sign sigstore my-model --identity-token-file token --signature my-model/model.sig",
      "oms sign sigstore my-model --use-ambient-credentials --signature my-model/model.sig"
    })
final class SignSigstoreCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SignedModelArguments model = new SignedModelArguments();
  @Mixin private final SigstoreArguments sigstore = new SigstoreArguments();
  @Mixin private final TokenArguments token = new TokenArguments();
  @Mixin private final ServiceArguments service = new ServiceArguments();
  @Mixin private final ReuseArguments reuse = new ReuseArguments();
  @Mixin private final AnnotationArguments annotations = new AnnotationArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  @Option(
      names = {"--allow-http", "--allow_http"},
      description =
          "Send the identity token over plain http as well, for a Sigstore in the same cluster.")
  private boolean plainHttp;

  SignSigstoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    try (ServiceCalls calls = service.calls(console)) {
      return new SigningRun(console, model, report, reuse, annotations)
          .run(signer(calls), "sigstore");
    } catch (SigningException e) {
      throw new CommandFailure(
          Exit.USAGE, Causes.text(e), "correct the option or the file that the error names", e);
    }
  }

  private ModelSigner signer(ServiceCalls calls) throws CommandFailure, SigningException {
    SigningServices services = sigstore.services(console);
    Optional<TrustedRoot> root = sigstore.root(console);
    IdentityTokens tokens = token.tokens(console, services, calls);
    ModelSigner signer =
        plainHttp
            ? KeylessSigner.overPlainHttpUnsafe(services, tokens, calls)
            : KeylessSigner.of(services, tokens, calls);
    return root.isPresent() ? new SelfCheckingSigner(signer, root.get(), console) : signer;
  }
}
