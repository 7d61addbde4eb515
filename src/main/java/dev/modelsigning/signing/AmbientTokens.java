package dev.modelsigning.signing;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

/**
 * The token of the machine this runs on: {@code SIGSTORE_ID_TOKEN}, as GitLab sets it, or one that
 * GitHub Actions gives out for the job.
 */
public final class AmbientTokens implements IdentityTokens {
  private static final String REQUEST_URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
  private static final String REQUEST_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

  private final Map<String, String> environment;
  private final String audience;
  private final ServiceCalls calls;
  private final Clock clock;

  /** Tokens for an audience, from this environment. */
  public AmbientTokens(
      Map<String, String> environment, String audience, ServiceCalls calls, Clock clock) {
    this.environment = Map.copyOf(environment);
    this.audience = audience;
    this.calls = calls;
    this.clock = clock;
  }

  @Override
  public IdentityToken token() throws SigningException {
    String given = environment.getOrDefault("SIGSTORE_ID_TOKEN", "");
    if (!given.isEmpty()) {
      return IdentityToken.of(given, audience, clock.instant());
    }
    if (environment.containsKey("GITHUB_ACTIONS")) {
      return IdentityToken.of(github(), audience, clock.instant());
    }
    throw new SigningException(
        "this environment has no identity token: neither SIGSTORE_ID_TOKEN nor GitHub Actions; set that"
            + " variable, or give a token");
  }

  private String github() throws SigningException {
    String url = environment.getOrDefault(REQUEST_URL, "");
    String secret = environment.getOrDefault(REQUEST_TOKEN, "");
    if (url.isEmpty() || secret.isEmpty()) {
      throw new SigningException(
          "this job of GitHub Actions may not ask for identity tokens; give it the permission 'id-token: write'");
    }
    String query =
        (url.contains("?") ? "&" : "?")
            + "audience="
            + URLEncoder.encode(audience, StandardCharsets.UTF_8);
    RemoteService service =
        new RemoteService(
            "GitHub's token service",
            requestUrl(url + query),
            "give the job the permission 'id-token: write'");
    byte[] answer = calls.get(service, "Bearer " + secret);
    return ServiceAnswer.of(service, answer).at("value").text();
  }

  private static URI requestUrl(String text) throws SigningException {
    try {
      URI url = ServiceUrl.of(text);
      if (!ServiceUrl.isReadable(url)) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new SigningException(
          "%s is no URL; unset it, or give a token".formatted(REQUEST_URL), e);
    }
    throw new SigningException(
        "%s names no https URL; unset it, or give a token".formatted(REQUEST_URL));
  }
}
