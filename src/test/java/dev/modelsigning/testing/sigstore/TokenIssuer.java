package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.testing.TestPki;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/** An OpenID Connect provider that vouches for whomever a test names. */
public final class TokenIssuer {
  static final String AUDIENCE = "sigstore";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

  private final KeyPair key = TestPki.ecKey();
  private final Clock clock;
  private final String url;

  TokenIssuer(Clock clock, String url) {
    this.clock = clock;
    this.url = url;
  }

  /** The issuer's name, as certificates have it in their issuer extension. */
  public String url() {
    return url;
  }

  /** A good token, for five minutes. */
  public String token(String subject) {
    return token(subject, claims -> {});
  }

  /** A well-signed token with other claims. */
  public String token(String subject, Consumer<ObjectNode> change) {
    Instant now = clock.instant();
    ObjectNode claims = MAPPER.createObjectNode();
    claims.put("iss", url).put("sub", subject).put("aud", AUDIENCE);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(Duration.ofMinutes(5)).getEpochSecond());
    if (subject.contains("@")) {
      claims.put("email", subject).put("email_verified", true);
    }
    change.accept(claims);
    String text =
        base64("{\"alg\":\"ES256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.toString().getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key.getPrivate());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return text + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The subject of a token of this issuer.
   *
   * @throws IllegalArgumentException for a token of someone else, expired, or for others
   */
  String subjectOf(String token) {
    List<String> parts = List.of(token.split("\\.", -1));
    if (parts.size() != 3 || !isOurs(parts)) {
      throw new IllegalArgumentException("the token is not of " + url);
    }
    JsonNode claims = json(Base64.getUrlDecoder().decode(parts.get(1)));
    if (!claims.path("aud").asText().equals(AUDIENCE)
        || !claims.path("iss").asText().equals(url)
        || claims.path("exp").asLong() < clock.instant().getEpochSecond()) {
      throw new IllegalArgumentException("the token is expired or not for " + AUDIENCE);
    }
    return claims.path("sub").asText();
  }

  private boolean isOurs(List<String> parts) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key.getPublic());
      signature.update((parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.UTF_8));
      return signature.verify(Base64.getUrlDecoder().decode(parts.get(2)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static JsonNode json(byte[] utf8) {
    try {
      return MAPPER.readTree(new String(utf8, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
