// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.keyless.ServiceCalls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How services that take part in signing are called. */
public final class ServiceArguments {
  @Option(
      names = {"--service-ca", "--service_ca"},
      paramLabel = "FILE",
      description =
          "TLS authorities of the services, PEM, instead of those of this Java; for private ones.")
  @Nullable Path authorities;

  public ServiceCalls calls(Console console) throws CommandFailure, SigningException {
    return authorities == null
        ? ServiceCalls.within(ServiceCalls.TIMEOUT)
        : ServiceCalls.trusting(
            InputFile.pem(console.resolve(authorities), "the TLS authorities", "--service-ca"),
            ServiceCalls.TIMEOUT);
  }
}
