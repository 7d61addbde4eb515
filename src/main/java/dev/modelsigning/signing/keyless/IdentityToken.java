// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.signing.SigningException;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An OpenID Connect token that names the signer. It is a secret until it expires. Its signature is
 * checked by the certificate authority only; the checks here find tokens that it would surely
 * refuse.
 */
public final class IdentityToken {
  /** The audience of tokens for Sigstore, and its client id. */
  public static final String AUDIENCE = "sigstore";

  /** The most characters of a token. */
  public static final int MAX_LENGTH = 64 << 10;

  private static final StrictJson JSON = new StrictJson(MAX_LENGTH, 10_000, 16, MAX_LENGTH);
  private static final Pattern PARTS =
      Pattern.compile("[A-Za-z0-9_-]+\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+");

  private final String text;
  private final String issuer;
  private final String subject;
  private final Optional<String> nonce;

  private IdentityToken(String text, String issuer, String subject, Optional<String> nonce) {
    this.text = text;
    this.issuer = issuer;
    this.subject = subject;
    this.nonce = nonce;
  }

  /**
   * Reads a token.
   *
   * @param audience the audience that it must be for
   * @throws SigningException if it is not a token, is expired, or is for another audience; the
   *     message does not contain the token
   */
  public static IdentityToken of(String text, String audience, Instant now)
      throws SigningException {
    String stripped = text.strip();
    var parts = PARTS.matcher(stripped);
    if (stripped.length() > MAX_LENGTH || !parts.matches()) {
      throw new SigningException(
          "the identity token is not a JSON Web Token (three parts in base64url); give one from an"
              + " OpenID Connect provider");
    }
    JsonNode claims = claims(parts.group(1));
    String issuer = claims.path("iss").asText();
    String subject = claims.path("sub").asText();
    if (issuer.isEmpty() || subject.isEmpty() || !claims.path("exp").isNumber()) {
      throw new SigningException(
          "the identity token lacks one of the token claims 'iss', 'sub' and 'exp'; give an ID token,"
              + " not an access token");
    }
    if (!audiences(claims.path("aud")).contains(audience)) {
      throw new SigningException(
          "the identity token is not for the audience '%s'; request one for this audience"
              .formatted(audience));
    }
    if (claims.path("exp").asLong() <= now.getEpochSecond()) {
      throw new SigningException("the identity token is expired; get a new one");
    }
    return new IdentityToken(
        stripped, issuer, subject, Optional.ofNullable(claims.path("nonce").textValue()));
  }

  private static JsonNode claims(String part) throws SigningException {
    try {
      return JSON.read(Base64.getUrlDecoder().decode(part));
    } catch (CharacterCodingException | JsonProcessingException | IllegalArgumentException e) {
      // Without the cause, whose message may contain a part of the token.
      throw new SigningException(
          "the token claims of the identity token are not valid JSON; get a new one");
    }
  }

  private static List<String> audiences(JsonNode claim) {
    if (!claim.isArray()) {
      return List.of(claim.asText());
    }
    return claim.valueStream().map(JsonNode::asText).toList();
  }

  /** The identity provider. */
  public String issuer() {
    return issuer;
  }

  /** The signer, as the provider names it. */
  public String subject() {
    return subject;
  }

  /** The value that binds the token to one login; empty if there is none. */
  Optional<String> nonce() {
    return nonce;
  }

  /** The token itself: a secret. */
  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "IdentityToken[%s of %s]".formatted(subject, issuer);
  }
}
