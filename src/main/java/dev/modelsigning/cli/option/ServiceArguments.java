// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.keyless.ServiceCalls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the services that take part in signing are called. */
public final class ServiceArguments {
  @Option(
      names = {"--service-ca", "--service_ca"},
      paramLabel = "FILE",
      description =
          "TLS CA certificates of private services, PEM, instead of those of the Java installation.")
  @Nullable Path authorities;

  public ServiceCalls calls(Console console) throws CommandFailure, SigningException {
    return authorities == null
        ? ServiceCalls.within(ServiceCalls.TIMEOUT)
        : ServiceCalls.trusting(
            InputFile.pem(
                console.resolve(authorities),
                "the CA certificates",
                Wanted.CERTIFICATE,
                "--service-ca"),
            ServiceCalls.TIMEOUT);
  }
}
