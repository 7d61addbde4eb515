// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.reuse;

import dev.modelsigning.cli.option.InputFile;
import dev.modelsigning.cli.option.MaterialFailures;
import dev.modelsigning.cli.option.PemFiles;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The earlier signature whose digests of unchanged files are reused, and its signer. */
public final class ReuseArguments {
  @Option(
      names = {"--reuse-digests-from", "--reuse_digests_from"},
      paramLabel = "OLD_BUNDLE",
      description =
          "An earlier signature of this model that this user made with oms on this machine: files that have not"
              + " changed since are not hashed again. It is verified first.")
  @Nullable Path oldBundle;

  @Option(
      names = {"--reuse-public-key", "--reuse_public_key"},
      paramLabel = "PUBLIC_KEY",
      description = "Public key that verifies OLD_BUNDLE; by default that of the signing key.")
  @Nullable Path publicKey;

  @Option(
      names = {"--reuse-certificate-chain", "--reuse_certificate_chain"},
      paramLabel = "CERTIFICATE_PATH",
      description = "Trusted CA certificates that verify OLD_BUNDLE; may be repeated.")
  List<Path> chain = List.of();

  @Option(
      names = {"--reuse-subject-alt-name", "--reuse_subject_alt_name"},
      paramLabel = "NAME",
      description = "A name that the certificate of OLD_BUNDLE must contain; may be repeated.")
  List<String> names = List.of();

  @Option(
      names = {"--record-identities", "--record_identities"},
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Record inode, size and times of the signed files in $$XDG_STATE_HOME/oms or ~/.local/state/oms, for"
              + " a later --reuse-digests-from. This is the default.")
  boolean record = true;

  /** Refuses options that would have no effect. */
  void check() throws CommandFailure {
    if (oldBundle == null) {
      refuseWithoutOldBundle(publicKey != null, "--reuse-public-key");
      refuseWithoutOldBundle(!chain.isEmpty(), "--reuse-certificate-chain");
      refuseWithoutOldBundle(!names.isEmpty(), "--reuse-subject-alt-name");
    }
    if (chain.isEmpty() && !names.isEmpty()) {
      throw CommandFailure.usage(
          "--reuse-subject-alt-name is given without --reuse-certificate-chain, but keys have no names",
          "name the CA certificates with --reuse-certificate-chain, or omit --reuse-subject-alt-name");
    }
  }

  private static void refuseWithoutOldBundle(boolean given, String option) throws CommandFailure {
    if (given) {
      throw CommandFailure.usage(
          option + " is given without --reuse-digests-from",
          "name the old bundle with --reuse-digests-from, or omit " + option);
    }
  }

  /**
   * The signers that are accepted for the old bundle.
   *
   * @param own the signer's key, if it is a key
   */
  List<Authority> authorities(Console console, OwnKey own) throws CommandFailure {
    List<Authority> authorities = new ArrayList<>();
    try {
      if (publicKey != null) {
        String pem =
            InputFile.pem(
                console.resolve(publicKey),
                "the public key",
                Wanted.PUBLIC_KEY,
                "--reuse-public-key");
        authorities.add(own.authority(publicKey.toString(), pem));
      }
      if (!chain.isEmpty()) {
        String pem = PemFiles.joined(console, chain, "--reuse-certificate-chain");
        authorities.add(CertificateAuthority.of("--reuse-certificate-chain", pem, names));
      }
      if (authorities.isEmpty() && own.pem().isPresent()) {
        authorities.add(own.authority("the signing key", own.pem().get()));
      }
    } catch (TrustMaterialException e) {
      throw MaterialFailures.of(
          e,
          publicKey == null ? chain : chain.isEmpty() ? List.of(publicKey) : List.of(),
          "name a public key with --reuse-public-key, or CA certificates with --reuse-certificate-chain");
    }
    if (authorities.isEmpty()) {
      throw CommandFailure.usage(
          "the signer of the bundle of --reuse-digests-from is not named",
          "name a public key with --reuse-public-key, or CA certificates with --reuse-certificate-chain");
    }
    return authorities;
  }
}
