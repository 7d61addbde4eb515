// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The services for keyless signing, selected by the rules of a Sigstore signing configuration
 * (0.2): only services that are valid now and have a supported version, one per operator, the
 * newest version of each, and as many as the selector says.
 *
 * @param certificates the base URL of Fulcio
 * @param logs at least one
 * @param timestamps the URLs of RFC 3161 services; at least one if no log states a time
 * @param tokens the base URL of the OpenID Connect provider, if there is one
 */
public record SigningServices(
    URI certificates, List<Log> logs, List<URI> timestamps, Optional<URI> tokens) {
  private static final String INVALID = "the signing configuration is not valid: ";
  private static final String TIMESTAMP_AUTHORITIES = "tsaUrls";

  /**
   * The most bytes of a configuration; a client trust configuration contains a trusted root too.
   */
  public static final int MAX_BYTES = 1 << 20;

  private static final String SIGNING_CONFIG =
      "application/vnd.dev.sigstore.signingconfig.v0.2+json";
  private static final String CLIENT_TRUST_CONFIG =
      "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json";
  private static final StrictJson JSON = new StrictJson(MAX_BYTES, 50_000, 32, MAX_BYTES);
  private static final int MAX_SERVICES = 64;

  /** A transparency log and its API version: 1 or 2. */
  public record Log(URI url, int version) {}

  /** A service in the configuration. */
  private record Service(URI url, int version, String operator) {}

  /** Copies the lists. */
  public SigningServices {
    logs = List.copyOf(logs);
    timestamps = List.copyOf(timestamps);
  }

  /** The services of Sigstore's public good instance. */
  public static SigningServices publicGood(Instant now) throws SigningException {
    return shipped("public-good.signing_config.json", now);
  }

  /** The services of Sigstore's staging instance, for tests. */
  public static SigningServices staging(Instant now) throws SigningException {
    return shipped("staging.signing_config.json", now);
  }

  private static SigningServices shipped(String name, Instant now) throws SigningException {
    try (InputStream in = SigningServices.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return read(in.readAllBytes(), now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a signing configuration, or the one in a client trust configuration.
   *
   * @throws SigningException if it is neither, or selects no certificate authority, no log, or no
   *     service that states the time
   */
  public static SigningServices read(byte[] json, Instant now) throws SigningException {
    JsonNode config = signingConfig(json);
    List<Service> authorities = select(config, "caUrls", "", Set.of(1), now);
    List<Service> logs = select(config, "rekorTlogUrls", "rekorTlogConfig", Set.of(1, 2), now);
    List<Service> timestamps = select(config, TIMESTAMP_AUTHORITIES, "tsaConfig", Set.of(1), now);
    if (authorities.isEmpty() || logs.isEmpty()) {
      throw new SigningException(
          "the signing configuration has no %s that is valid now and supported; get its newest version"
              .formatted(authorities.isEmpty() ? "certificate authority" : "transparency log"));
    }
    if (logs.size() > BundleLimits.MAX_LOG_ENTRIES
        || timestamps.size() > BundleLimits.MAX_TIMESTAMPS) {
      throw invalid(
          "it selects more than %d logs or %d timestamp authorities, which no bundle may contain"
              .formatted(BundleLimits.MAX_LOG_ENTRIES, BundleLimits.MAX_TIMESTAMPS));
    }
    if (timestamps.isEmpty() && logs.stream().noneMatch(log -> log.version() == 1)) {
      throw new SigningException(
          "the signing configuration has no timestamp authority, and logs of version 2 do not state a"
              + " time; add one to its 'tsaUrls'");
    }
    return new SigningServices(
        authorities.getFirst().url(),
        logs.stream().map(log -> new Log(log.url(), log.version())).toList(),
        timestamps.stream().map(Service::url).toList(),
        select(config, "oidcUrls", "", Set.of(1), now).stream().map(Service::url).findFirst());
  }

  private static JsonNode signingConfig(byte[] json) throws SigningException {
    try {
      JsonNode document = JSON.read(json);
      JsonNode config =
          document.path("mediaType").asText().equals(CLIENT_TRUST_CONFIG)
              ? document.path("signingConfig")
              : document;
      String mediaType = config.path("mediaType").asText();
      if (!mediaType.equals(SIGNING_CONFIG)) {
        throw new SigningException(
            "the media type of the signing configuration is not %s; convert it to that version"
                .formatted(SIGNING_CONFIG));
      }
      return config;
    } catch (CharacterCodingException | JsonProcessingException e) {
      throw new SigningException("the signing configuration is not valid JSON", e);
    }
  }

  private static List<Service> select(
      JsonNode config, String list, String selector, Set<Integer> versions, Instant now)
      throws SigningException {
    if (config.path(list).size() > MAX_SERVICES) {
      throw invalid("'%s' has more than %d elements".formatted(list, MAX_SERVICES));
    }
    Map<String, Service> newest = new LinkedHashMap<>();
    for (JsonNode element : config.path(list)) {
      int version = element.path("majorApiVersion").asInt();
      if (!versions.contains(version) || !isValid(element.path("validFor"), now)) {
        continue;
      }
      Service service =
          new Service(
              url(element.path("url").asText(), list), version, element.path("operator").asText());
      newest.merge(
          service.operator(),
          service,
          (old, other) -> other.version() > old.version() ? other : old);
    }
    List<Service> services = new ArrayList<>(newest.values());
    return services.subList(0, Math.min(services.size(), count(config.path(selector), services)));
  }

  private static int count(JsonNode selection, List<Service> services) throws SigningException {
    String selector = selection.path("selector").asText("ANY");
    int count =
        switch (selector) {
          case "ALL" -> services.size();
          case "EXACT" -> selection.path("count").asInt(1);
          case "ANY", "SERVICE_SELECTOR_UNDEFINED" -> 1;
          default -> throw invalid("the selector '%s' is unknown".formatted(selector));
        };
    if (selector.equals("EXACT") && (count < 1 || services.size() < count)) {
      throw invalid("%d services are required, but %d are valid".formatted(count, services.size()));
    }
    return count;
  }

  private static boolean isValid(JsonNode period, Instant now) throws SigningException {
    return !instant(period.path("start"), Instant.MIN).isAfter(now)
        && !instant(period.path("end"), Instant.MAX).isBefore(now);
  }

  private static Instant instant(JsonNode text, Instant otherwise) throws SigningException {
    try {
      return text.isTextual() ? OffsetDateTime.parse(text.textValue()).toInstant() : otherwise;
    } catch (DateTimeException e) {
      throw new SigningException(INVALID + "a time is not valid", e);
    }
  }

  /** Only timestamp authorities are called at the URL itself, which may have a query. */
  private static URI url(String text, String list) throws SigningException {
    try {
      return list.equals(TIMESTAMP_AUTHORITIES) ? HttpUrl.of(text) : HttpUrl.base(text);
    } catch (URISyntaxException e) {
      throw new SigningException(
          INVALID + "a URL is not valid in '" + list + "': " + e.getReason(), e);
    }
  }

  private static SigningException invalid(String what) {
    return new SigningException(INVALID + what);
  }
}
