package dev.modelsigning.cli;

import dev.modelsigning.signing.IdentityTokens;
import dev.modelsigning.signing.KeylessSigner;
import dev.modelsigning.signing.ServiceCalls;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.SigningServices;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code oms sign sigstore}: signs a model as whoever an identity token names. */
@Command(
    name = "sigstore",
    description = {
      "Signs a model without a key of one's own, as whoever an identity token names (Sigstore).",
      "",
      "The certificate, with that identity, becomes public in the transparency log. Without a token one logs"
          + " in with a browser."
    })
final class SignSigstoreCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SignedModelArguments model = new SignedModelArguments();
  @Mixin private final TokenArguments token = new TokenArguments();
  @Mixin private final ServiceArguments service = new ServiceArguments();
  @Mixin private final ReuseArguments reuse = new ReuseArguments();
  @Mixin private final AnnotationArguments annotations = new AnnotationArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  @Option(
      names = {"--trust-config", "--trust_config"},
      paramLabel = "TRUST_CONFIG_PATH",
      description = "A client trust configuration, whose signing configuration is used.")
  private @Nullable Path trustConfig;

  @Option(
      names = {"--signing-config", "--signing_config"},
      paramLabel = "FILE",
      description = "A signing configuration: which Fulcio, Rekor and timestamp authority to use.")
  private @Nullable Path signingConfig;

  @Option(
      names = {"--use-staging", "--use_staging"},
      description = "Use Sigstore's staging instance instead of the public-good one.")
  private boolean staging;

  @Option(
      names = {"--allow-http", "--allow_http"},
      description =
          "Send the identity token also over plain http, to a Sigstore within the same cluster.")
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
          Exit.USAGE, Causes.text(e), "correct the command line, or what it names", e);
    }
  }

  private KeylessSigner signer(ServiceCalls calls) throws CommandFailure, SigningException {
    SigningServices services = services();
    IdentityTokens tokens = token.tokens(console, services, calls);
    return plainHttp
        ? KeylessSigner.overPlainHttpUnsafe(services, tokens, calls)
        : KeylessSigner.of(services, tokens, calls);
  }

  private SigningServices services() throws CommandFailure, SigningException {
    int sources =
        (trustConfig == null ? 0 : 1) + (signingConfig == null ? 0 : 1) + (staging ? 1 : 0);
    if (sources > 1) {
      throw CommandFailure.usage(
          "more than one of --trust-config, --signing-config and --use-staging is given",
          "give one of them");
    }
    Instant now = console.clock().instant();
    if (trustConfig != null) {
      return read(trustConfig, "the trust configuration", "--trust-config", now);
    }
    if (signingConfig != null) {
      return read(signingConfig, "the signing configuration", "--signing-config", now);
    }
    return staging ? SigningServices.staging(now) : SigningServices.publicGood(now);
  }

  private SigningServices read(Path file, String what, String option, Instant now)
      throws CommandFailure, SigningException {
    return SigningServices.read(
        InputFile.bytes(console.resolve(file), SigningServices.MAX_BYTES, what, option), now);
  }
}
