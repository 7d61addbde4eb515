// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.http;

import java.net.URI;
import java.net.URISyntaxException;

/** URLs of services: http or https with a host, without a user, a password or a fragment. */
public final class HttpUrl {
  /** What a URL must be, for messages: the end of a sentence about it. */
  static final String REQUIRED = "must be http or https with a host and no user or fragment";

  private static final String NO_QUERY = "the URL of a service must have no query or fragment";

  private HttpUrl() {}

  /**
   * Reads a URL.
   *
   * @throws URISyntaxException if the scheme is another, the host is missing, or there is a user or
   *     a fragment
   */
  public static URI of(String text) throws URISyntaxException {
    URI url = new URI(text);
    if (!isAllowed(url)) {
      throw new URISyntaxException(text, "it " + REQUIRED);
    }
    return url;
  }

  /**
   * Reads the URL of a service whose paths are {@link #below} it.
   *
   * @throws URISyntaxException as {@link #of}, and if there is a query, which a path cannot follow
   */
  public static URI base(String text) throws URISyntaxException {
    URI url = of(text);
    if (url.getRawQuery() != null) {
      throw new URISyntaxException(text, NO_QUERY);
    }
    return url;
  }

  static boolean isAllowed(URI url) {
    return ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
        && url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null;
  }

  /**
   * A path below a base URL, on the same host whatever the path is.
   *
   * @param base a URL whose own path is kept
   * @param path starts with '/'
   * @throws IllegalArgumentException if the base has a query or a fragment, or the path has
   *     characters that a URL cannot have
   */
  public static URI below(URI base, String path) {
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException(base + ": " + NO_QUERY);
    }
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }

  /** Whether others can read what is sent: http to another machine. */
  public static boolean isReadableInTransit(URI url) {
    String host = url.getHost();
    return !"https".equals(url.getScheme())
        && !"localhost".equals(host)
        && !"127.0.0.1".equals(host)
        && !"[::1]".equals(host);
  }
}
