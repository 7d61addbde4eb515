package dev.modelsigning.cli;

import dev.modelsigning.trust.TrustMaterialException;
import dev.modelsigning.trust.TrustedRoot;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Sigstore is trusted. */
final class TrustedRootArguments {
  private static final String VARIABLE = "OMS_TRUSTED_ROOT";

  @Option(
      names = {"--trust-config", "--trust_config", "--trusted-root", "--trusted_root"},
      paramLabel = "TRUST_CONFIG_PATH",
      description =
          "The keys and certificates of a private Sigstore: a trusted_root.json or a client trust"
              + " configuration. Else the file that the environment names with OMS_TRUSTED_ROOT, else those"
              + " of Sigstore's public good instance, which come with this version.")
  @Nullable Path file;

  @Option(
      names = {"--use-staging", "--use_staging"},
      description = "Trust Sigstore's staging instance instead.")
  boolean staging;

  TrustedRoot root(Console console) throws CommandFailure {
    if (file != null && staging) {
      throw CommandFailure.usage(
          "--trust-config and --use-staging are both given", "give one of them");
    }
    if (staging) {
      return TrustedRoot.staging();
    }
    String named = console.environment().getOrDefault(VARIABLE, "");
    if (file != null) {
      return read(console.resolve(file), "--trust-config");
    }
    return named.isEmpty()
        ? TrustedRoot.publicGood()
        : read(console.resolve(Path.of(named)), VARIABLE);
  }

  private static TrustedRoot read(Path path, String option) throws CommandFailure {
    byte[] json = InputFile.bytes(path, TrustedRoot.MAX_BYTES, "the trusted root", option);
    try {
      return TrustedRoot.read(path.toString(), json);
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.USAGE, Causes.text(e), "name a trusted_root.json with " + option, e);
    }
  }
}
