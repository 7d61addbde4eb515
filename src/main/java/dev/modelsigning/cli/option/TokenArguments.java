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

/** Who signs, for {@code sign sigstore}: a token, or where to get one. */
public final class TokenArguments {
  @Option(
      names = {"--identity-token", "--identity_token"},
      paramLabel = "TOKEN",
      description =
          "An OpenID Connect token that names the signer. Other users may see it in the list of processes:"
              + " see --identity-token-file.")
  @Nullable String token;

  @Option(
      names = {"--identity-token-file", "--identity_token_file"},
      paramLabel = "FILE",
      description =
          "A file with such a token, read when the model is hashed; for example a projected service account"
              + " token of Kubernetes with the audience sigstore.")
  @Nullable Path tokenFile;

  @Option(
      names = {"--use-ambient-credentials", "--use_ambient_credentials"},
      description =
          "Take the token of the environment: SIGSTORE_ID_TOKEN, or that of GitHub Actions.")
  boolean ambient;

  @Option(
      names = {"--oauth-force-oob", "--oauth_force_oob"},
      description =
          "Log in with a browser anywhere and enter the code it shows. Without a token this is so anyway: no"
              + " browser is ever started.")
  boolean outOfBand;

  @Option(
      names = {"--client-id", "--client_id"},
      paramLabel = "ID",
      description = "The client id for logging in, and the token's audience; sigstore by default.")
  String clientId = IdentityToken.AUDIENCE;

  @Option(
      names = {"--client-secret", "--client_secret"},
      paramLabel = "SECRET",
      description = "The secret of that client; public clients have none.")
  String clientSecret = "";

  /** Where the token comes from; a token that was given is checked at once. */
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
                        "the signing configuration names no OpenID Connect provider to log in at",
                        "give a token with --identity-token-file"));
    return new OauthTokens(
        provider,
        new OauthTokens.Client(clientId, clientSecret),
        address -> code(console, address, System.in),
        calls,
        console.clock());
  }

  /** What a person enters after a login; the stream stays open, as the process's own. */
  static Optional<String> code(Console console, URI address, InputStream entered) {
    console.note("Log in at this address with a browser:");
    console.note("  " + address);
    console.note("and enter the code it shows:");
    Scanner input = new Scanner(entered, StandardCharsets.UTF_8);
    return input.hasNextLine() ? Optional.of(input.nextLine()) : Optional.empty();
  }
}
