// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.statement.Statement;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.testing.sigstore.KeylessBundle;
import dev.modelsigning.trust.Authority;
import dev.modelsigning.trust.CertificateAuthority;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.trust.KeylessAuthority;
import dev.modelsigning.trust.SignerFacts;
import dev.modelsigning.trust.sigstore.SignerIdentityRule;
import dev.modelsigning.trust.sigstore.TextRule;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import dev.modelsigning.verification.Authentication.Authenticated;
import dev.modelsigning.verification.Authentication.Refused;
import dev.modelsigning.verification.ModelVerifier;
import dev.modelsigning.verification.Rejected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * A signed model that is kept, since signatures made anew would not meet the inputs that were found
 * before.
 *
 * @param folder where it is kept
 */
@SuppressWarnings("ArrayRecordComponent") // one array for all runs, never changed
record SignedModel(
    Path folder, byte[] bundle, Authority authority, Statement statement, SignerFacts signer) {
  /** The methods that are kept. */
  static final List<String> METHODS = List.of("key", "certificate", "sigstore-v1", "sigstore-v2");

  static final Clock CLOCK = Clock.fixed(TestPki.NOW, ZoneOffset.UTC);

  private static final Path KEPT = Path.of("src/test/resources/fuzz");

  /** Reads and verifies one; the working directory is the repository. */
  static SignedModel load(String method) {
    return read(KEPT, method);
  }

  /** The same of another folder. */
  static SignedModel read(Path kept, String method) {
    Path folder = kept.resolve("signed").resolve(method);
    byte[] bundle = bytes(folder.resolve("bundle.json"));
    try {
      Authority authority = authority(folder, method);
      return switch (new ModelVerifier(CLOCK).authenticate(bundle, List.of(authority))) {
        case Authenticated(Statement statement, SignerFacts signer) ->
            new SignedModel(folder, bundle, authority, statement, signer);
        case Refused(Rejected verdict) -> throw new IllegalStateException(method + ": " + verdict);
      };
    } catch (TrustMaterialException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Authority authority(Path folder, String method) throws TrustMaterialException {
    return switch (method) {
      case "key" -> KeyAuthority.ofPem("kept", text(folder, "trust.pem"));
      case "certificate" -> CertificateAuthority.of("kept", text(folder, "trust.pem"), List.of());
      default -> keyless(bytes(folder.resolve("trusted_root.json")));
    };
  }

  /** Trusts who signed the kept keyless bundles, by this trusted root. */
  static Authority keyless(byte[] trustedRoot) throws TrustMaterialException {
    SignerIdentityRule rule =
        new SignerIdentityRule(
            TextRule.matching("http://localhost:[0-9]+/oidc"),
            TextRule.exactly(KeylessBundle.SUBJECT),
            Map.of());
    return new KeylessAuthority("kept", TrustedRoot.read("kept", trustedRoot), rule);
  }

  /** Another file of its folder. */
  String text(String file) {
    return text(folder, file);
  }

  private static String text(Path folder, String file) {
    return new String(bytes(folder.resolve(file)), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
