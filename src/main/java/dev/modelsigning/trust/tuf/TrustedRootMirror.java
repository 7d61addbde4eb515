// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TrustedRoot;
import dev.sigstore.json.JsonParseException;
import dev.sigstore.tuf.FileSystemTufStore;
import dev.sigstore.tuf.MetaFetcher;
import dev.sigstore.tuf.RootProvider;
import dev.sigstore.tuf.SigstoreTufClient;
import dev.sigstore.tuf.TrustedMetaStore;
import dev.sigstore.tuf.Updater;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A TUF repository with the current trusted root of a Sigstore instance. Every fetch checks the
 * signatures, versions and expiry of all metadata, starting from a first root that is not fetched.
 * The metadata is kept in a folder, so that no older state is accepted later.
 *
 * <p>The library's updater works on an empty draft folder with only the last seen root: given the
 * metadata of an earlier fetch, it would not check the expiry of unchanged metadata, and would
 * accept the old rest of an incomplete fetch. Rollback is checked here instead.
 */
public final class TrustedRootMirror {
  private static final String TARGET = FetchRecord.TARGET;
  private static final Duration CALL = Duration.ofSeconds(30);
  private static final Duration ALL = Duration.ofMinutes(2);

  private final URI mirror;
  private final RootProvider first;
  private final Duration call;
  private final Duration all;
  private final List<X509Certificate> authorities;

  private TrustedRootMirror(
      URI mirror,
      RootProvider first,
      List<X509Certificate> authorities,
      Duration call,
      Duration all) {
    this.mirror = mirror;
    this.first = first;
    this.authorities = List.copyOf(authorities);
    this.call = call;
    this.all = all;
  }

  /** The repository of Sigstore's public good instance, starting from the library's root. */
  public static TrustedRootMirror publicGood() {
    return new TrustedRootMirror(
        URI.create("https://tuf-repo-cdn.sigstore.dev/"),
        RootProvider.fromResource(SigstoreTufClient.PUBLIC_GOOD_ROOT_RESOURCE),
        List.of(),
        CALL,
        ALL);
  }

  /** The repository of Sigstore's staging instance, starting from the library's root. */
  public static TrustedRootMirror staging() {
    return new TrustedRootMirror(
        URI.create("https://tuf-repo-cdn.sigstage.dev/"),
        RootProvider.fromResource(SigstoreTufClient.STAGING_ROOT_RESOURCE),
        List.of(),
        CALL,
        ALL);
  }

  /**
   * Another repository.
   *
   * @param mirror the URL of its metadata; targets are below {@code targets/}
   * @param root a trusted {@code root.json} to start from
   * @throws IllegalArgumentException if the URL has a query or a fragment
   */
  public static TrustedRootMirror at(URI mirror, Path root) {
    return new TrustedRootMirror(
        HttpUrl.below(mirror, "/"), RootProvider.fromFile(root), List.of(), CALL, ALL);
  }

  /**
   * Another repository.
   *
   * @param mirror the URL of its metadata; targets are below {@code targets/}
   * @param root the text of a trusted {@code root.json} to start from
   * @throws IllegalArgumentException if the URL has a query or a fragment
   */
  public static TrustedRootMirror startingFrom(String root, URI mirror) {
    return new TrustedRootMirror(HttpUrl.below(mirror, "/"), () -> root, List.of(), CALL, ALL);
  }

  /** The same repository at another URL. */
  public TrustedRootMirror servedBy(URI other) {
    return new TrustedRootMirror(HttpUrl.below(other, "/"), first, authorities, call, all);
  }

  /**
   * The same, recognized over TLS by these authorities alone; none for those of this Java platform.
   */
  public TrustedRootMirror recognizedBy(List<X509Certificate> tlsAuthorities) {
    return new TrustedRootMirror(mirror, first, tlsAuthorities, call, all);
  }

  /** The same with other time limits: of one answer, and of a whole fetch. */
  public TrustedRootMirror within(Duration oneCall, Duration allCalls) {
    return new TrustedRootMirror(mirror, first, authorities, oneCall, allCalls);
  }

  /**
   * Fetches the current trusted root.
   *
   * @param folder keeps the metadata, and the trusted root as {@code targets/trusted_root.json}
   * @param clock the time at which metadata must not be expired
   * @throws TrustMaterialException if the repository cannot be reached, does not verify, or serves
   *     older metadata than before; the folder then stays unchanged
   */
  public TrustedRoot fetch(Path folder, Clock clock) throws TrustMaterialException {
    try (MirrorCalls calls = new MirrorCalls(mirror, authorities, call, all)) {
      return fetch(folder, clock, calls);
    } catch (GeneralSecurityException e) {
      throw failed("the TLS authorities of " + mirror + " cannot be used", e);
    } catch (IOException | JsonParseException | RuntimeException e) {
      // The library's own exceptions are unchecked.
      throw failed("the trusted root cannot be fetched from " + mirror, e);
    }
  }

  /**
   * The trusted root of a fetch.
   *
   * @param root the keys and certificates
   * @param files leads to it again; for the next fetch, too
   */
  public record Fetched(TrustedRoot root, FetchRecord files) {}

  /**
   * Fetches the current trusted root without a folder: only what is in memory is kept.
   *
   * @param earlier the files of the last fetch, so that nothing older is accepted; a record that
   *     does not verify counts as never seen
   * @param clock the time at which metadata must not be expired
   * @throws TrustMaterialException as {@link #fetch(Path, Clock)}, and if the files are too large
   */
  public Fetched fetchAfter(Optional<FetchRecord> earlier, Clock clock)
      throws TrustMaterialException {
    Optional<FetchRecord> seen = earlier.filter(this::leadsToARoot);
    try (MirrorCalls calls = new MirrorCalls(mirror, authorities, call, all);
        DraftFolder folder = DraftFolder.temporary()) {
      if (seen.isPresent()) {
        replay(seen.get(), folder.path());
      }
      RecordingFiles recording = new RecordingFiles(calls);
      TrustedRoot root = fetch(folder.path(), clock, recording);
      FetchRecord files = recording.recordedAt(clock.instant());
      FetchRecord kept = seen.isPresent() ? files.after(seen.get()) : files;
      kept.checkSize();
      recall(kept);
      return new Fetched(root, kept);
    } catch (GeneralSecurityException e) {
      throw failed("the TLS authorities of " + mirror + " cannot be used", e);
    } catch (IOException | JsonParseException | RuntimeException e) {
      throw failed("the trusted root cannot be fetched from " + mirror, e);
    }
  }

  private boolean leadsToARoot(FetchRecord earlier) {
    try {
      recall(earlier);
      return true;
    } catch (TrustMaterialException e) {
      return false;
    }
  }

  /**
   * The trusted root of an earlier fetch, from its files alone: every signature from the first root
   * on is checked again, and that nothing had expired at the time of the fetch.
   *
   * @throws TrustMaterialException if they do not verify
   */
  public TrustedRoot recall(FetchRecord earlier) throws TrustMaterialException {
    try (DraftFolder folder = DraftFolder.temporary()) {
      return replay(earlier, folder.path());
    } catch (IOException | JsonParseException | RuntimeException e) {
      throw failed("the trusted root that was fetched earlier does not verify", e);
    }
  }

  private TrustedRoot replay(FetchRecord earlier, Path folder)
      throws IOException, JsonParseException, TrustMaterialException {
    Clock then = Clock.fixed(earlier.at(), ZoneOffset.UTC);
    return fetch(folder, then, new RecordedFiles(earlier));
  }

  private static TrustMaterialException failed(String what, Exception e) {
    return new TrustMaterialException(
        what + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
  }

  private TrustedRoot fetch(Path folder, Clock clock, TufFiles files)
      throws IOException, JsonParseException, TrustMaterialException {
    Files.createDirectories(folder);
    SeenMetadata seen = SeenMetadata.in(folder);
    try (DraftFolder draft = DraftFolder.in(folder)) {
      seen.copyRoot(draft.path());
      FileSystemTufStore store = FileSystemTufStore.newFileSystemStore(draft.path());
      TrustedMetaStore metadata = TrustedMetaStore.newTrustedMetaStore(store);
      Updater updater =
          Updater.builder()
              .setClock(clock)
              .setTrustedRootPath(first)
              .setTrustedMetaStore(metadata)
              .setTargetStore(store)
              .setMetaFetcher(MetaFetcher.newFetcher(files.metadata()))
              .setTargetFetcher(files.targets())
              .build();
      updater.updateMeta();
      seen.checkNotOlder(metadata);
      updater.downloadTarget(TARGET);
      TrustedRoot root =
          TrustedRoot.read("the trusted root of " + mirror, store.readTarget(TARGET));
      draft.keep("targets/" + TARGET);
      for (String name : SeenMetadata.FILES) {
        draft.keep(name);
      }
      return root;
    }
  }
}
