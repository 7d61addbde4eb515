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
 * An OpenID Connect token that names the signer. It is a secret until it expires; only the
 * certificate authority checks its signature, and only the reason of a sure refusal is found here.
 */
public final class IdentityToken {
  /** The audience of tokens for Sigstore, also its client id. */
  public static final String AUDIENCE = "sigstore";

  /** Most characters of a token. */
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
   * @param audience whom it must be for
   * @throws SigningException when it is no token, expired, or for another audience; the message
   *     does not hold the token
   */
  public static IdentityToken of(String text, String audience, Instant now)
      throws SigningException {
    String stripped = text.strip();
    var parts = PARTS.matcher(stripped);
    if (stripped.length() > MAX_LENGTH || !parts.matches()) {
      throw new SigningException(
          "the identity token is no JSON Web Token (three parts in base64url); give one from an OpenID"
              + " Connect provider");
    }
    JsonNode claims = claims(parts.group(1));
    String issuer = claims.path("iss").asText();
    String subject = claims.path("sub").asText();
    if (issuer.isEmpty() || subject.isEmpty() || !claims.path("exp").isNumber()) {
      throw new SigningException(
          "the identity token lacks one of the claims 'iss', 'sub' and 'exp'; give an ID token, not an"
              + " access token");
    }
    if (!audiences(claims.path("aud")).contains(audience)) {
      throw new SigningException(
          "the identity token is not for the audience '%s'; ask its provider for one that is"
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
      // Without the cause: its message may hold a part of the token.
      throw new SigningException("the identity token's claims are no JSON; get a new one");
    }
  }

  private static List<String> audiences(JsonNode claim) {
    if (!claim.isArray()) {
      return List.of(claim.asText());
    }
    return claim.valueStream().map(JsonNode::asText).toList();
  }

  /** The provider's name. */
  public String issuer() {
    return issuer;
  }

  /** The provider's name for the signer. */
  public String subject() {
    return subject;
  }

  /** What ties it to one login, where the provider was given something. */
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
