// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.modelsigning.http.HttpCalls;
import dev.modelsigning.http.HttpFailure;
import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.http.RemoteService;
import dev.sigstore.tuf.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the files of a mirror by {@link HttpCalls}, since the library's own client needs a dozen
 * more jars.
 */
final class MirrorCalls implements TufFiles, AutoCloseable {
  private static final int NOT_FOUND = 404;

  private final URI mirror;
  private final HttpCalls calls;

  /**
   * @param authorities TLS authorities of the mirror; none for those of this Java platform
   * @throws GeneralSecurityException if one of them cannot be used
   */
  MirrorCalls(URI mirror, List<X509Certificate> authorities, Duration call, Duration all)
      throws GeneralSecurityException {
    this.mirror = mirror;
    this.calls =
        authorities.isEmpty()
            ? HttpCalls.within(call, all)
            : HttpCalls.trusting(authorities, call, all);
  }

  @Override
  public Fetcher metadata() {
    return new Below(mirror);
  }

  @Override
  public Fetcher targets() {
    return new Below(mirror.resolve("targets/"));
  }

  private final class Below implements Fetcher {
    private final URI base;

    Below(URI base) {
      this.base = base;
    }

    @Override
    public String getSource() {
      return base.toString();
    }

    /** By the library's contract, a file that does not exist is null. */
    @Override
    @SuppressWarnings("NullAway")
    public byte @Nullable [] fetchResource(String name, int limit) throws IOException {
      RemoteService file =
          new RemoteService(
              "the TUF mirror",
              HttpUrl.below(base, "/" + name),
              "try again later, or use another mirror");
      try {
        return calls.get(file, Map.of(), limit);
      } catch (HttpFailure e) {
        if (e.status().orElse(0) == NOT_FOUND) {
          return null;
        }
        throw e;
      }
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
