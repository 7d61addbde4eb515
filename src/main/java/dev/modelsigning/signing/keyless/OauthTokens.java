// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A token for a user, who logs in with a browser on any machine and enters the code that it shows
 * (OAuth 2.0, authorization code with PKCE, out of band).
 */
public final class OauthTokens implements IdentityTokens {
  private static final String OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob";
  private static final int RANDOM_BYTES = 32;
  private static final String HINT = "log in again, or give a token of this provider instead";

  private final URI provider;
  private final Client client;
  private final Person person;
  private final ServiceCalls calls;
  private final Clock clock;

  /**
   * The OAuth client that requests the token.
   *
   * @param id also the audience of the token
   * @param secret empty for public clients
   */
  public record Client(String id, String secret) {
    @Override
    public String toString() {
      return "Client[" + id + "]";
    }
  }

  /** The user who logs in. */
  @FunctionalInterface
  public interface Person {
    /** The code that the provider shows after a login at this address; empty if there is none. */
    Optional<String> logIn(URI address);
  }

  /** Creates a source of tokens of the provider with this base URL. */
  public OauthTokens(URI provider, Client client, Person person, ServiceCalls calls, Clock clock) {
    this.provider = provider;
    this.client = client;
    this.person = person;
    this.calls = calls;
    this.clock = clock;
  }

  @Override
  public IdentityToken token() throws SigningException {
    if (HttpUrl.isReadableInTransit(provider)) {
      throw new SigningException(
          "the login at %s could be read and changed in transit; use an OpenID Connect provider with https"
              .formatted(provider));
    }
    RemoteService about = service("/.well-known/openid-configuration");
    ServiceAnswer configuration = calls.get(about, "");
    checkIssuer(about, configuration.at("issuer").text());
    URI login = endpoint(about, configuration.at("authorization_endpoint").text());
    URI exchange = endpoint(about, configuration.at("token_endpoint").text());
    String verifier = random();
    String nonce = random();
    Map<String, String> question = new LinkedHashMap<>();
    question.put("response_type", "code");
    question.put("client_id", client.id());
    question.put("scope", "openid email");
    question.put("redirect_uri", OUT_OF_BAND);
    question.put("code_challenge", challenge(verifier));
    question.put("code_challenge_method", "S256");
    question.put("state", random());
    question.put("nonce", nonce);
    String separator = login.getRawQuery() == null ? "?" : "&";
    String code =
        person
            .logIn(URI.create(login + separator + form(question)))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .orElseThrow(
                () ->
                    new SigningException(
                        "no code was entered; log in, or give an identity token instead"));
    IdentityToken token = token(exchange, code, verifier);
    if (!token.nonce().equals(Optional.of(nonce))) {
      throw new SigningException(
          "the OpenID Connect provider's token is not for this login (its 'nonce' differs); "
              + HINT);
    }
    return token;
  }

  /** The description of another provider could send the code elsewhere (Discovery 1.0, 4.3). */
  private void checkIssuer(RemoteService about, String issuer) throws SigningException {
    if (!withoutSlash(issuer).equals(withoutSlash(provider.toString()))) {
      throw ServiceRefusal.of(about, "describes a provider other than " + provider);
    }
  }

  private static String withoutSlash(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private IdentityToken token(URI exchange, String code, String verifier) throws SigningException {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("grant_type", "authorization_code");
    request.put("redirect_uri", OUT_OF_BAND);
    request.put("code", code);
    request.put("code_verifier", verifier);
    String credentials = encoded(client.id()) + ":" + encoded(client.secret());
    RemoteService service = new RemoteService("the OpenID Connect provider", exchange, HINT);
    byte[] answer =
        calls.post(
            service,
            "application/x-www-form-urlencoded",
            "application/json",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
            form(request).getBytes(StandardCharsets.UTF_8));
    String token = ServiceAnswer.of(service, answer).at("id_token").text();
    return IdentityToken.of(token, client.id(), clock.instant());
  }

  private RemoteService service(String path) {
    return new RemoteService("the OpenID Connect provider", HttpUrl.below(provider, path), HINT);
  }

  private static URI endpoint(RemoteService about, String text) throws SigningException {
    try {
      URI url = HttpUrl.of(text);
      if (!HttpUrl.isReadableInTransit(url)) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw ServiceRefusal.of(about, "names an endpoint that is not a valid URL", e);
    }
    throw ServiceRefusal.of(about, "names an endpoint without https");
  }

  private static String challenge(String verifier) {
    return base64(InclusionProof.sha256(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    return base64(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
