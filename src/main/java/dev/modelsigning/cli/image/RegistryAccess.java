// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.image;

import dev.modelsigning.cli.option.ImageArguments;
import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.option.MaterialFailures;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.registry.AllowedRegistries;
import dev.modelsigning.registry.Credentials;
import dev.modelsigning.registry.DockerConfig;
import dev.modelsigning.registry.ImageName;
import dev.modelsigning.registry.Registries;
import dev.modelsigning.registry.TlsTrust;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;

/** How a command calls the one registry that its image names. */
final class RegistryAccess {
  private static final Duration CALL = Duration.ofSeconds(60);

  /** Pulling a model takes hours at worst; hanging calls end by themselves. */
  private static final Duration ALL = Duration.ofDays(2);

  private final Console console;
  private final ImageArguments arguments;

  RegistryAccess(Console console, ImageArguments arguments) {
    this.console = console;
    this.arguments = arguments;
  }

  Registries registries(ImageName image) throws CommandFailure {
    return new Registries(
        AllowedRegistries.named((arguments.http ? "http://" : "") + image.registry()),
        CALL,
        ALL,
        client());
  }

  private HttpClient.Builder client() throws CommandFailure {
    HttpClient.Builder client = HttpClient.newBuilder();
    if (arguments.authorities == null) {
      return client;
    }
    Path file = console.resolve(arguments.authorities);
    String pem = InputFile.pem(file, "the CA certificates", Wanted.CERTIFICATE, "--registry-ca");
    try {
      return client.sslContext(TlsTrust.withPlatform(Certificates.read(pem)));
    } catch (KeyMaterialException e) {
      throw MaterialFailures.of(file, "the CA certificates", e.problem(), e);
    } catch (GeneralSecurityException e) {
      throw new CommandFailure(
          Exit.USAGE,
          "the CA certificates cannot be used",
          "name a file of CA certificates in PEM with --registry-ca",
          e);
    }
  }

  /** What the Docker configuration has for the registry. */
  Optional<Credentials> credentials(ImageName image) throws CommandFailure {
    Optional<Path> file =
        arguments.config == null
            ? usual().filter(Files::isRegularFile)
            : Optional.of(console.resolve(arguments.config));
    if (file.isEmpty()) {
      return Optional.empty();
    }
    byte[] content =
        InputFile.bytes(
            file.get(), DockerConfig.MAX_BYTES, "the Docker configuration", "--registry-config");
    if (arguments.config == null && !isWithCredentials(content)) {
      return Optional.empty();
    }
    try {
      return DockerConfig.of(content).of(image.registry());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          Exit.USAGE,
          file.get() + ": " + e.getMessage(),
          "name a Docker configuration with 'auths' with --registry-config",
          e);
    }
  }

  /** A usual configuration may have other settings only. */
  private static boolean isWithCredentials(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).contains("\"auths\"");
  }

  private Optional<Path> usual() {
    return Optional.ofNullable(console.environment().get("DOCKER_CONFIG"))
        .map(Path::of)
        .or(
            () ->
                Optional.ofNullable(console.environment().get("HOME"))
                    .map(home -> Path.of(home, ".docker")))
        .map(folder -> folder.resolve("config.json"));
  }
}
