package dev.modelsigning.trust;

import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.PassthroughCacheMetaStore;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.SigstoreTufClient;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A TUF repository with a Sigstore's current trusted root. Signatures, versions and ends of its
 * metadata are checked from a first root on, which is not fetched; what was seen is kept in a
 * folder, so that no older state is taken later.
 */
public final class TrustedRootMirror {
  private static final String TARGET = "trusted_root.json";
  private static final int NOT_FOUND = 404;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final URI mirror;
  private final RootProvider first;

  private TrustedRootMirror(URI mirror, RootProvider first) {
    this.mirror = mirror;
    this.first = first;
  }

  /** That of Sigstore's public good instance, from the root that comes with the library. */
  public static TrustedRootMirror publicGood() {
    return new TrustedRootMirror(
        URI.create("https://tuf-repo-cdn.sigstore.dev/"),
        RootProvider.fromResource(SigstoreTufClient.PUBLIC_GOOD_ROOT_RESOURCE));
  }

  /** That of Sigstore's staging instance, likewise. */
  public static TrustedRootMirror staging() {
    return new TrustedRootMirror(
        URI.create("https://tuf-repo-cdn.sigstage.dev/"),
        RootProvider.fromResource(SigstoreTufClient.STAGING_ROOT_RESOURCE));
  }

  /**
   * Another one.
   *
   * @param mirror where its metadata is; targets are below {@code targets/}
   * @param root a first {@code root.json} that is trusted
   */
  public static TrustedRootMirror at(URI mirror, Path root) {
    return new TrustedRootMirror(
        mirror.toString().endsWith("/") ? mirror : URI.create(mirror + "/"),
        RootProvider.fromFile(root));
  }

  /**
   * Fetches the current trusted root.
   *
   * @param folder what was seen is kept here, the trusted root as {@code targets/trusted_root.json}
   * @param clock metadata must not have ended at its time
   * @throws TrustMaterialException when the repository cannot be reached, or does not verify
   */
  public TrustedRoot fetch(Path folder, Clock clock) throws TrustMaterialException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      Files.createDirectories(folder);
      FileSystemTufStore store = FileSystemTufStore.newFileSystemStore(folder);
      Updater updater =
          Updater.builder()
              .setClock(clock)
              .setTrustedRootPath(first)
              .setTrustedMetaStore(
                  TrustedMetaStore.newTrustedMetaStore(
                      PassthroughCacheMetaStore.newPassthroughMetaCache(store)))
              .setTargetStore(store)
              .setMetaFetcher(MetaFetcher.newFetcher(new Http(client, mirror)))
              .setTargetFetcher(new Http(client, mirror.resolve("targets/")))
              .build();
      updater.updateMeta();
      updater.downloadTarget(TARGET);
      return TrustedRoot.read("the trusted root of " + mirror, store.readTarget(TARGET));
    } catch (IOException | JsonParseException | RuntimeException e) {
      // The library's own failures are unchecked ones.
      throw new TrustMaterialException(
          "no trusted root comes from %s: %s"
              .formatted(mirror, e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  /** Fetches by the JDK's own client; the library's needs a dozen more jars. */
  private record Http(HttpClient client, URI base) implements Fetcher {
    @Override
    public String getSource() {
      return base.toString();
    }

    /** What is not there is null, by the library's contract. */
    @Override
    @SuppressWarnings("NullAway")
    public byte @Nullable [] fetchResource(String name, int limit)
        throws IOException, FileExceedsMaxLengthException {
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve(name)).timeout(TIMEOUT).GET().build();
      try {
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          if (response.statusCode() == NOT_FOUND) {
            return null;
          }
          if (response.statusCode() != 200) {
            throw new IOException(request.uri() + " answers with " + response.statusCode());
          }
          byte[] content = body.readNBytes(limit);
          if (content.length == limit && body.read() >= 0) {
            throw new FileExceedsMaxLengthException(request.uri().toString(), limit);
          }
          return content;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }
}
