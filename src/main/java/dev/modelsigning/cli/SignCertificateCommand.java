package dev.modelsigning.cli;

import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.ServiceCalls;
import dev.modelsigning.signing.ServiceUrl;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.TimestampedSigner;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code oms sign certificate}: signs a model with the key of a certificate. */
@Command(
    name = "certificate",
    description = {
      "Signs a model with the private key of a certificate.",
      "",
      "Certificate and intermediates go into the signature; who verifies it needs the root."
    })
final class SignCertificateCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final SignedModelArguments model = new SignedModelArguments();
  @Mixin private final CertificateArguments certificate = new CertificateArguments();
  @Mixin private final SigningArguments signing = new SigningArguments();
  @Mixin private final ServiceArguments service = new ServiceArguments();
  @Mixin private final ReuseArguments reuse = new ReuseArguments();
  @Mixin private final ReportArguments report = new ReportArguments();

  @Option(
      names = {"--timestamp-url", "--timestamp_url"},
      paramLabel = "URL",
      description =
          "A timestamp authority (RFC 3161) whose timestamp goes into the signature, so that it can outlast"
              + " the certificate; may be repeated.")
  private List<String> timestampUrls = List.of();

  SignCertificateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    CertificateSigner signer;
    try {
      signer =
          CertificateSigner.of(
              signing.keyPem(console),
              signing.password(console),
              certificate.leafPem(console),
              certificate.chainPem(console));
    } catch (SigningException e) {
      throw new CommandFailure(
          Exit.USAGE,
          Causes.text(e),
          "name a certificate and its EC private key, both PEM, with --signing-certificate and --private-key",
          e);
    }
    if (timestampUrls.isEmpty()) {
      return new SigningRun(console, model, report, reuse).run(signer, "certificate");
    }
    try (ServiceCalls calls = service.calls(console)) {
      ModelSigner timestamped = new TimestampedSigner(signer, urls(), calls);
      return new SigningRun(console, model, report, reuse).run(timestamped, "certificate");
    } catch (SigningException e) {
      throw new CommandFailure(
          Exit.USAGE, Causes.text(e), "correct --timestamp-url or --service-ca", e);
    }
  }

  private List<URI> urls() throws CommandFailure {
    List<URI> urls = new ArrayList<>();
    for (String text : timestampUrls) {
      try {
        urls.add(ServiceUrl.of(text));
      } catch (URISyntaxException e) {
        throw new CommandFailure(
            Exit.USAGE,
            "--timestamp-url " + text + " is no URL: " + e.getReason(),
            "name the http or https URL of a timestamp authority",
            e);
      }
    }
    return urls;
  }
}
