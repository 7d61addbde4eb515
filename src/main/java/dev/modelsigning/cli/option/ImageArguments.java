// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A model in an OCI image instead of a folder, and how its registry is called. */
public final class ImageArguments {
  @Option(
      names = "--oci",
      description =
          "MODEL_PATH is an OCI image by its digest, such as registry.example.com/minilm@sha256:...: its files are"
              + " pulled into a temporary folder. sign attaches the signature to the image in its registry; verify"
              + " takes it from there, unless --signature names a file.")
  public boolean oci;

  @Option(
      names = {"--oci-path", "--oci_path"},
      paramLabel = "DIRECTORY",
      description = "Directory of the model in the image; by default /, the whole image.")
  public @Nullable String path;

  @Option(
      names = {"--oci-platform", "--oci_platform"},
      paramLabel = "OS/ARCH",
      description =
          "Which image to take, such as linux/amd64, where the digest stands for several of them.")
  public @Nullable String platform;

  @Option(
      names = {"--oci-referrer", "--oci_referrer"},
      paramLabel = "DIGEST",
      description =
          "Digest of the attached signature to verify, where several are attached to the image.")
  public @Nullable String referrer;

  @Option(
      names = {"--registry-config", "--registry_config"},
      paramLabel = "FILE",
      description =
          "Docker configuration with the credentials of the registry (auths); by default config.json in"
              + " DOCKER_CONFIG or ~/.docker, if it exists. Credential helpers are not called.")
  public @Nullable Path config;

  @Option(
      names = {"--registry-ca", "--registry_ca"},
      paramLabel = "FILE",
      description =
          "TLS CA certificates of a private registry, PEM, besides those of the Java installation.")
  public @Nullable Path authorities;

  @Option(
      names = {"--registry-http", "--registry_http"},
      description = "Call the registry without TLS, so that others can read what is sent.")
  public boolean http;

  @Option(
      names = {"--work-folder", "--work_folder"},
      paramLabel = "FOLDER",
      description =
          "Where the temporary folder with the files of the image is made; they need as much room as the model.")
  public @Nullable Path workFolder;

  /** Refuses options that have no meaning without {@code --oci}. */
  void check() throws CommandFailure {
    boolean any =
        http
            || path != null
            || platform != null
            || referrer != null
            || config != null
            || authorities != null
            || workFolder != null;
    if (any && !oci) {
      throw CommandFailure.usage(
          "options about images and registries are given without --oci",
          "add --oci and name an image by its digest, or omit them");
    }
  }
}
