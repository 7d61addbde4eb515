// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.signing.KeyPasswordException;
import dev.modelsigning.signing.SigningException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
      description = "A file whose first line is the password of the key.")
  @Nullable Path passwordFile;

  public String keyPem(Console console) throws CommandFailure {
    return InputFile.pem(console.resolve(privateKey), "the private key", "--private-key");
  }

  /**
   * The failure for a key that cannot be used.
   *
   * @param hint what to do, unless the password is the problem
   */
  public static CommandFailure refused(SigningException e, String hint) {
    return new CommandFailure(
        Exit.USAGE,
        Causes.text(e),
        switch (e) {
          case KeyPasswordException password ->
              "give the password of an encrypted key with --password-file or --password, and none for a key"
                  + " that is not encrypted";
          case SigningException other -> hint;
        },
        e);
  }

  public Optional<char[]> password(Console console) throws CommandFailure {
    if (password != null && passwordFile != null) {
      throw CommandFailure.usage(
          "--password and --password-file are both given", "give one of them");
    }
    if (passwordFile == null) {
      return Optional.ofNullable(password);
    }
    byte[] content =
        InputFile.bytes(
            console.resolve(passwordFile), PASSWORD_LIMIT, "the password file", "--password-file");
    return Optional.of(
        StandardCharsets.UTF_8
            .decode(ByteBuffer.wrap(content))
            .toString()
            .lines()
            .findFirst()
            .orElse("")
            .toCharArray());
  }
}
