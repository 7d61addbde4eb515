// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.testing.TestPki;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** An OpenID Connect provider that issues tokens for any subject a test names. */
public final class TokenIssuer {
  static final String AUDIENCE = "sigstore";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String ALGORITHM = "SHA256withECDSAinP1363Format";

  private final KeyPair key = TestPki.ecKey();
  private final Map<String, List<String>> logins = new ConcurrentHashMap<>();
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

  /** A valid token, for five minutes. */
  public String token(String subject) {
    return token(subject, claims -> {});
  }

  /** A well-signed token with other token claims. */
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

  /** The code that the login page at this address shows to a subject. */
  public String logIn(URI address, String subject) {
    Map<String, String> question = fields(address.getRawQuery());
    if (!address.toString().startsWith(url + "/auth?")
        || !"code".equals(question.get("response_type"))
        || !"S256".equals(question.get("code_challenge_method"))) {
      throw new IllegalArgumentException("no login of this issuer: " + address);
    }
    String code = "code-" + logins.size();
    logins.put(
        code,
        List.of(
            question.getOrDefault("code_challenge", ""),
            question.getOrDefault("nonce", ""),
            subject));
    return code;
  }

  /** The token for a code, only for the client that began the login (RFC 7636). */
  String exchange(Map<String, String> request) {
    List<String> login = logins.get(request.getOrDefault("code", ""));
    byte[] verifier = request.getOrDefault("code_verifier", "").getBytes(StandardCharsets.US_ASCII);
    if (login == null || !base64(MerkleTree.sha256(verifier)).equals(login.getFirst())) {
      throw new IllegalArgumentException("invalid_grant");
    }
    return token(login.getLast(), claims -> claims.put("nonce", login.get(1)));
  }

  static Map<String, String> fields(String form) {
    Map<String, String> fields = new HashMap<>();
    for (String field : form.split("&", -1)) {
      int equals = field.indexOf('=');
      fields.put(
          field.substring(0, equals),
          URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return fields;
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
