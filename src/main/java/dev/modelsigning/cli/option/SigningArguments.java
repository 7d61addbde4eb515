// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.signing.KeyPassword;
import dev.modelsigning.signing.SigningException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The private key of {@code sign key} and {@code sign certificate}. */
public final class SigningArguments {
  private static final int PASSWORD_LIMIT = 1024;

  @Option(
      names = {"--private-key", "--private_key"},
      required = true,
      paramLabel = "PRIVATE_KEY",
      description = "The private key, PEM: an EC key on P-256, P-384 or P-521.")
  Path privateKey = Path.of("");

  @Option(
      names = "--password",
      paramLabel = "PASSWORD",
      description =
          "Password of the key. Other users can see it in the process list; prefer --password-file.")
  char @Nullable [] password;

  @Option(
      names = {"--password-file", "--password_file"},
      paramLabel = "FILE",
      description =
          "A file whose first line is the password of the key; blanks in it count, its line end does not.")
  @Nullable Path passwordFile;

  public String keyPem(Console console) throws CommandFailure {
    return InputFile.pem(
        console.resolve(privateKey), "the private key", Wanted.PRIVATE_KEY, "--private-key");
  }

  /** Where the key comes from. */
  public List<Path> files() {
    return List.of(privateKey);
  }

  public Optional<char[]> password(Console console) throws CommandFailure {
    if (password != null && passwordFile != null) {
      throw CommandFailure.usage(
          "--password and --password-file are both given", "give one of them");
    }
    if (passwordFile == null) {
      return Optional.ofNullable(password).map(given -> KeyPassword.of(new String(given)));
    }
    byte[] content =
        InputFile.bytes(
            console.resolve(passwordFile), PASSWORD_LIMIT, "the password file", "--password-file");
    try {
      return Optional.of(KeyPassword.of(content));
    } catch (SigningException e) {
      throw MaterialFailures.of(
          e, List.of(passwordFile), "name a file with the password with --password-file");
    }
  }
}
