// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.keyless.SigningServices;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Sigstore instance signs, and the trusted root that checks its answers. */
public final class SigstoreArguments {
  @Option(
      names = {"--trust-config", "--trust_config"},
      paramLabel = "TRUST_CONFIG_PATH",
      description =
          "A client trust configuration: its signing configuration names the services, and its trusted root"
              + " checks their answers.")
  private @Nullable Path trustConfig;

  @Option(
      names = {"--signing-config", "--signing_config"},
      paramLabel = "FILE",
      description = "A signing configuration, which names Fulcio, Rekor and timestamp authorities.")
  private @Nullable Path signingConfig;

  @Option(
      names = {"--trusted-root", "--trusted_root"},
      paramLabel = "FILE",
      description =
          "The trusted root that checks the answers of the services. By default the first of: the root of"
              + " --trust-config; the staging root with --use-staging; the file that the environment variable"
              + " OMS_TRUSTED_ROOT names; the root of the public-good instance, unless --signing-config is"
              + " given.")
  private @Nullable Path trustedRoot;

  @Option(
      names = {"--use-staging", "--use_staging"},
      description = "Use Sigstore's staging instance instead of the public-good instance.")
  private boolean staging;

  public SigningServices services(Console console) throws CommandFailure, SigningException {
    int sources =
        (trustConfig == null ? 0 : 1) + (signingConfig == null ? 0 : 1) + (staging ? 1 : 0);
    if (sources > 1) {
      throw CommandFailure.usage(
          "more than one of --trust-config, --signing-config and --use-staging is given",
          "give one of them");
    }
    Instant now = console.clock().instant();
    if (trustConfig != null) {
      return read(console, trustConfig, "the trust configuration", "--trust-config");
    }
    if (signingConfig != null) {
      return read(console, signingConfig, "the signing configuration", "--signing-config");
    }
    return staging ? SigningServices.staging(now) : SigningServices.publicGood(now);
  }

  private static SigningServices read(Console console, Path file, String what, String option)
      throws CommandFailure, SigningException {
    return SigningServices.read(
        InputFile.bytes(console.resolve(file), SigningServices.MAX_BYTES, what, option),
        console.clock().instant());
  }

  /** The root of these services; empty for a signing configuration alone, which has none. */
  public Optional<TrustedRoot> root(Console console) throws CommandFailure {
    if (trustedRoot != null) {
      return Optional.of(TrustedRootFile.read(console, trustedRoot, "--trusted-root"));
    }
    if (trustConfig != null) {
      return Optional.of(TrustedRootFile.read(console, trustConfig, "--trust-config"));
    }
    if (staging) {
      return Optional.of(TrustedRoot.staging());
    }
    Optional<TrustedRoot> named = TrustedRootFile.ofEnvironment(console);
    return named.isPresent() || signingConfig != null
        ? named
        : Optional.of(TrustedRoot.publicGood());
  }
}
