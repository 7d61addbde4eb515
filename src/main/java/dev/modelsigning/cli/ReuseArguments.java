package dev.modelsigning.cli;

import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.TrustMaterialException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which earlier signature of the model saves hashing what has not changed since, and who made it.
 */
final class ReuseArguments {
  @Option(
      names = {"--reuse-digests-from", "--reuse_digests_from"},
      paramLabel = "OLD_BUNDLE",
      description =
          "An earlier signature of this model, made by oms and this user on this machine: files that have not"
              + " changed since are not hashed again. It is verified first.")
  @Nullable Path oldBundle;

  @Option(
      names = {"--reuse-public-key", "--reuse_public_key"},
      paramLabel = "PUBLIC_KEY",
      description = "Verifies OLD_BUNDLE; by default the key that signs now, where it is one.")
  @Nullable Path publicKey;

  @Option(
      names = {"--reuse-certificate-chain", "--reuse_certificate_chain"},
      paramLabel = "CERTIFICATE_PATH",
      description = "Trusted CA certificates that verify OLD_BUNDLE; may be repeated.")
  List<Path> chain = List.of();

  @Option(
      names = {"--reuse-subject-alt-name", "--reuse_subject_alt_name"},
      paramLabel = "NAME",
      description = "A name that the certificate of OLD_BUNDLE must carry; may be repeated.")
  List<String> names = List.of();

  @Option(
      names = {"--record-identities", "--record_identities"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Remember, for a later --reuse-digests-from, which files were signed: inode, size and times, in"
              + " $$XDG_STATE_HOME/oms or ~/.local/state/oms. This is so by default.")
  boolean record = true;

  /**
   * Who may have made the old bundle.
   *
   * @param own public key of the signer, PEM
   */
  List<Authority> authorities(Console console, Optional<String> own) throws CommandFailure {
    List<Authority> authorities = new ArrayList<>();
    try {
      if (publicKey != null) {
        String pem =
            InputFile.pem(console.resolve(publicKey), "the public key", "--reuse-public-key");
        authorities.add(KeyAuthority.ofPem(publicKey.toString(), pem));
      }
      if (!chain.isEmpty()) {
        String pem = PemFiles.joined(console, chain, "--reuse-certificate-chain");
        authorities.add(CertificateAuthority.of("--reuse-certificate-chain", pem, names));
      }
      if (authorities.isEmpty() && own.isPresent()) {
        authorities.add(KeyAuthority.ofPem("the signing key", own.get()));
      }
    } catch (TrustMaterialException e) {
      throw new CommandFailure(
          Exit.USAGE,
          Causes.text(e),
          "name a public key with --reuse-public-key, or CA certificates with --reuse-certificate-chain",
          e);
    }
    if (authorities.isEmpty()) {
      throw CommandFailure.usage(
          "nothing says who made the bundle of --reuse-digests-from",
          "name a public key with --reuse-public-key, or CA certificates with --reuse-certificate-chain");
    }
    return authorities;
  }
}
