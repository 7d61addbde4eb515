// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * The token of the environment: {@code SIGSTORE_ID_TOKEN}, as GitLab sets it, or one that GitHub
 * Actions issues for the job.
 */
public final class AmbientTokens implements IdentityTokens {
  private static final String TOKEN = "SIGSTORE_ID_TOKEN";
  private static final String REQUEST_URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
  private static final String REQUEST_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

  private final Map<String, String> environment;
  private final String audience;
  private final ServiceCalls calls;
  private final Clock clock;

  private AmbientTokens(
      Map<String, String> environment, String audience, ServiceCalls calls, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.audience = audience;
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * Creates a source of tokens for an audience from environment variables.
   *
   * @throws SigningException if they contain no token, or an unusable one; so this is known before
   *     a model is hashed
   */
  public static AmbientTokens of(
      Map<String, String> environment, String audience, ServiceCalls calls, Clock clock)
      throws SigningException {
    AmbientTokens tokens = new AmbientTokens(environment, audience, calls, clock);
    if (!tokens.variable(TOKEN).isEmpty()) {
      tokens.token();
      return tokens;
    }
    if (!environment.containsKey("GITHUB_ACTIONS")) {
      throw new SigningException(
          "the environment has no identity token: neither SIGSTORE_ID_TOKEN nor GitHub Actions; set that"
              + " variable, or give a token");
    }
    if (tokens.variable(REQUEST_URL).isEmpty() || tokens.variable(REQUEST_TOKEN).isEmpty()) {
      throw new SigningException(
          "this GitHub Actions job may not request identity tokens; give it the permission 'id-token: write'");
    }
    return tokens;
  }

  @Override
  public IdentityToken token() throws SigningException {
    String given = variable(TOKEN);
    return IdentityToken.of(given.isEmpty() ? github() : given, audience, clock.instant());
  }

  private String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  private String github() throws SigningException {
    String url = variable(REQUEST_URL);
    String query =
        (url.contains("?") ? "&" : "?")
            + "audience="
            + URLEncoder.encode(audience, StandardCharsets.UTF_8);
    RemoteService service =
        new RemoteService(
            "GitHub's token service",
            requestUrl(url + query),
            "give the job the permission 'id-token: write'");
    return calls.get(service, "Bearer " + variable(REQUEST_TOKEN)).at("value").text();
  }

  private static URI requestUrl(String text) throws SigningException {
    try {
      URI url = HttpUrl.of(text);
      if (!HttpUrl.isReadableInTransit(url)) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new SigningException(
          "%s is not a URL; unset it, or give a token".formatted(REQUEST_URL), e);
    }
    throw new SigningException(
        "%s is not an https URL; unset it, or give a token".formatted(REQUEST_URL));
  }
}
