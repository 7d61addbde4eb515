// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import java.net.URI;
import java.net.URISyntaxException;

/** URLs of services: http or https with a host, nothing that hides a password. */
public final class ServiceUrl {
  private ServiceUrl() {}

  /**
   * Reads a URL.
   *
   * @throws URISyntaxException for other schemes, without a host, and with a user or a fragment
   */
  public static URI of(String text) throws URISyntaxException {
    URI url = new URI(text);
    boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
    if (!http
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw new URISyntaxException(text, "not http or https with a host only");
    }
    return url;
  }

  /** A path below a base URL, whose own path is kept. */
  static URI below(URI base, String path) {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }

  /** Whether what is sent can be read on the way: http to another machine. */
  public static boolean isReadable(URI url) {
    String host = url.getHost();
    return !"https".equals(url.getScheme())
        && !"localhost".equals(host)
        && !"127.0.0.1".equals(host)
        && !"[::1]".equals(host);
  }
}
