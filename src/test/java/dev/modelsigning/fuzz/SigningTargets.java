// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.keyless.IdentityToken;
import dev.modelsigning.signing.keyless.SigningServices;
import dev.modelsigning.signing.pkcs11.Pkcs11Uri;
import dev.modelsigning.testing.TestPki;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a signer is configured with: wrong at worst, and then refused with a message. */
final class SigningTargets {
  /** Longer than any word of a message. */
  private static final Pattern LONG_PART = Pattern.compile("[A-Za-z0-9_-]{16,}");

  private SigningTargets() {}

  static void pkcs11Uri(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      String shown = Pkcs11Uri.parse(text).toString();
      Oracle.check(shown.startsWith("pkcs11:"), "a URI is shown as one");
      Oracle.check(
          shown.codePoints().noneMatch(Character::isISOControl), "a URI is shown on one line");
    } catch (SigningException e) {
      Oracle.check(!e.getMessage().isEmpty(), "a refusal has a message");
    }
  }

  static void signingConfig(byte[] input) {
    try {
      Oracle.check(
          !SigningServices.read(input, TestPki.NOW).logs().isEmpty(),
          "a signing configuration that is taken has a log");
    } catch (SigningException e) {
      Oracle.check(!e.getMessage().isEmpty(), "a refusal has a message");
    }
  }

  /** The claims, put between the other parts of a token; and as a whole token. */
  static void token(byte[] input) {
    String claims = Base64.getUrlEncoder().withoutPadding().encodeToString(input);
    readToken("e30." + claims + ".AAAA");
    readToken(new String(input, StandardCharsets.UTF_8));
  }

  private static void readToken(String text) {
    try {
      IdentityToken token = IdentityToken.of(text, IdentityToken.AUDIENCE, TestPki.NOW);
      Oracle.check(
          !token.subject().isEmpty() && !token.issuer().isEmpty(), "a token names who signs");
    } catch (SigningException e) {
      Oracle.check(
          text.length() < 8 || !e.getMessage().contains(text), "no message holds the token");
      for (String part : text.split("\\.", -1)) {
        Oracle.check(
            !LONG_PART.matcher(part).matches() || !e.getMessage().contains(part),
            "no message holds a part of the token");
      }
    }
  }

  static void privateKey(byte[] input) {
    try {
      KeySigner.ofPem(new String(input, StandardCharsets.UTF_8), Optional.empty());
    } catch (SigningException e) {
      Oracle.check(!e.getMessage().isEmpty(), "a refusal has a message");
    }
  }
}
