// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import dev.modelsigning.trust.tuf.TrustedRootMirror;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Sigstore instance is trusted. */
public final class TrustedRootArguments {
  private static final String FILE = "--trust-config (or --trusted-root)";

  @Option(
      names = {"--trust-config", "--trust_config", "--trusted-root", "--trusted_root"},
      paramLabel = "TRUST_CONFIG_PATH",
      description =
          "The keys and certificates of a private Sigstore: a trusted_root.json or a client trust"
              + " configuration. By default the file that the environment variable OMS_TRUSTED_ROOT names,"
              + " else the root of Sigstore's public-good instance that ships with this version. --use-staging"
              + " and --refresh-trust-root take precedence over the variable.")
  @Nullable Path file;

  @Option(
      names = {"--use-staging", "--use_staging"},
      description = "Trust Sigstore's staging instance instead of the public-good instance.")
  boolean staging;

  @Option(
      names = {"--refresh-trust-root", "--refresh_trust_root"},
      description =
          "First fetch the current keys and certificates of the public-good (or staging) instance over TUF;"
              + " they are kept in $XDG_CACHE_HOME/oms, else ~/.cache/oms. If that fails, nothing is"
              + " verified.")
  boolean refresh;

  public TrustedRoot root(Console console) throws CommandFailure {
    if (file != null && staging) {
      throw CommandFailure.usage(FILE + " and --use-staging are both given", "give one of them");
    }
    if (file != null && refresh) {
      throw CommandFailure.usage(
          "--refresh-trust-root is given with " + FILE + ", which is not refreshed",
          "use it for the public-good and the staging instance only");
    }
    if (refresh) {
      return refreshed(console);
    }
    if (staging) {
      return TrustedRoot.staging();
    }
    if (file != null) {
      return TrustedRootFile.read(console, file, FILE);
    }
    Optional<TrustedRoot> named = TrustedRootFile.ofEnvironment(console);
    return named.isPresent() ? named.get() : TrustedRoot.publicGood();
  }

  private TrustedRoot refreshed(Console console) throws CommandFailure {
    Path cache = Path.of(console.environment().getOrDefault("XDG_CACHE_HOME", ""));
    if (!cache.isAbsolute()) {
      Path home = Path.of(console.environment().getOrDefault("HOME", ""));
      if (!home.isAbsolute()) {
        throw CommandFailure.usage(
            "there is no folder for the trusted root: neither XDG_CACHE_HOME nor HOME is an absolute path",
            "set one of them");
      }
      cache = home.resolve(".cache");
    }
    Path folder = cache.resolve("oms");
    try {
      return staging
          ? TrustedRootMirror.staging().fetch(folder.resolve("staging"), console.clock())
          : TrustedRootMirror.publicGood().fetch(folder.resolve("public-good"), console.clock());
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          Causes.text(e),
          "check the network, or omit --refresh-trust-root: a trusted root ships with this version",
          e);
    }
  }
}
