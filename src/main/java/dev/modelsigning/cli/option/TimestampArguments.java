// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.keyless.ServiceCalls;
import dev.modelsigning.signing.keyless.TimestampedSigner;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Timestamps of {@code sign certificate} and {@code sign pkcs11-certificate}. */
public final class TimestampArguments {
  @Mixin private final ServiceArguments service = new ServiceArguments();

  @Option(
      names = {"--timestamp-url", "--timestamp_url"},
      paramLabel = "URL",
      description =
          "A timestamp authority (RFC 3161), whose timestamp lets the signature outlast the certificate; may"
              + " be repeated.")
  private List<String> timestampUrls = List.of();

  /** Signs with a signer. */
  @FunctionalInterface
  public interface Signing {
    int with(ModelSigner signer) throws CommandFailure, InterruptedException;
  }

  /** Signs with this signer, and adds the requested timestamps. */
  public int sign(Console console, ModelSigner signer, Signing signing)
      throws CommandFailure, InterruptedException {
    if (timestampUrls.isEmpty()) {
      if (service.authorities != null) {
        throw CommandFailure.usage(
            "--service-ca is given without --timestamp-url, so no service is called",
            "name the timestamp authority with --timestamp-url, or omit --service-ca");
      }
      return signing.with(signer);
    }
    List<URI> urls = urls();
    try (ServiceCalls calls = service.calls(console)) {
      return signing.with(new TimestampedSigner(signer, urls, calls));
    } catch (SigningException e) {
      throw new CommandFailure(
          Exit.USAGE, Causes.text(e), "correct --timestamp-url or --service-ca", e);
    }
  }

  private List<URI> urls() throws CommandFailure {
    List<URI> urls = new ArrayList<>();
    for (String text : timestampUrls) {
      try {
        urls.add(HttpUrl.of(text));
      } catch (URISyntaxException e) {
        throw new CommandFailure(
            Exit.USAGE,
            "--timestamp-url " + text + " is not a URL: " + e.getReason(),
            "give the http or https URL of a timestamp authority",
            e);
      }
    }
    return urls;
  }
}
