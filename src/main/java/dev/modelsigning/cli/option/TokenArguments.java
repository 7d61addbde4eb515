// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.keyless.AmbientTokens;
import dev.modelsigning.signing.keyless.IdentityToken;
import dev.modelsigning.signing.keyless.IdentityTokens;
import dev.modelsigning.signing.keyless.OauthTokens;
import dev.modelsigning.signing.keyless.ServiceCalls;
import dev.modelsigning.signing.keyless.SigningServices;
import dev.modelsigning.signing.keyless.TokenFile;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Scanner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The identity token of {@code sign sigstore}, or where to get one. */
public final class TokenArguments {
  @Option(
      names = {"--identity-token", "--identity_token"},
      paramLabel = "TOKEN",
      description =
          "An OpenID Connect token with the signer's identity. Other users can see it in the process list;"
              + " prefer --identity-token-file.")
  @Nullable String token;

  @Option(
      names = {"--identity-token-file", "--identity_token_file"},
      paramLabel = "FILE",
      description =
          "A file with such a token, read after the model is hashed; for example a projected Kubernetes service"
              + " account token with the audience sigstore.")
  @Nullable Path tokenFile;

  @Option(
      names = {"--use-ambient-credentials", "--use_ambient_credentials"},
      description =
          "Use the token of the CI environment: SIGSTORE_ID_TOKEN, or that of GitHub Actions.")
  boolean ambient;

  @Option(
      names = {"--oauth-force-oob", "--oauth_force_oob"},
      description =
          "Log in with a browser on any machine and enter the code it shows. This is the default without a"
              + " token; no browser is started.")
  boolean outOfBand;

  @Option(
      names = {"--client-id", "--client_id"},
      paramLabel = "ID",
      description =
          "The client ID for the login, and the audience of the token; sigstore by default.")
  String clientId = IdentityToken.AUDIENCE;

  @Option(
      names = {"--client-secret", "--client_secret"},
      paramLabel = "SECRET",
      description = "The secret of a confidential client; public clients have none.")
  String clientSecret = "";

  /** The source of the token; a token on the command line is checked at once. */
  public IdentityTokens tokens(Console console, SigningServices services, ServiceCalls calls)
      throws CommandFailure, SigningException {
    int sources = (token == null ? 0 : 1) + (tokenFile == null ? 0 : 1) + (ambient ? 1 : 0);
    if (sources > 1 || (sources == 1 && outOfBand)) {
      throw CommandFailure.usage(
          "more than one of --identity-token, --identity-token-file, --use-ambient-credentials and"
              + " --oauth-force-oob is given",
          "give one of them");
    }
    if (token != null) {
      IdentityToken fixed = IdentityToken.of(token, clientId, console.clock().instant());
      return () -> fixed;
    }
    if (tokenFile != null) {
      TokenFile file = new TokenFile(console.resolve(tokenFile), clientId, console.clock());
      file.token();
      return file;
    }
    if (ambient) {
      return AmbientTokens.of(console.environment(), clientId, calls, console.clock());
    }
    URI provider =
        services
            .tokens()
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "the signing configuration names no OpenID Connect provider for the login",
                        "give a token with --identity-token-file"));
    return new OauthTokens(
        provider,
        new OauthTokens.Client(clientId, clientSecret),
        address -> code(console, address, System.in),
        calls,
        console.clock());
  }

  /** The code that a person enters after a login; the stream stays open. */
  static Optional<String> code(Console console, URI address, InputStream entered) {
    console.note("Log in at this address with a browser:");
    console.note("  " + address);
    console.note("and enter the code it shows:");
    Scanner input = new Scanner(entered, StandardCharsets.UTF_8);
    return input.hasNextLine() ? Optional.of(input.nextLine()) : Optional.empty();
  }
}
