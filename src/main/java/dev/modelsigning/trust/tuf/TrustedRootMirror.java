// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

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
import java.time.Clock;
import java.time.Duration;

/**
 * A TUF repository with a Sigstore's current trusted root. Signatures, versions and ends of all its
 * metadata are checked at every fetch, from a first root on, which is not fetched; what was seen is
 * kept in a folder, so that no older state is taken later.
 *
 * <p>The library's updater works on an empty draft that holds no more than the root seen last: with
 * metadata of an earlier fetch at hand, it would not look at the ends of an unchanged one, and take
 * the old rest of one that was fetched by half. Whether something older is served is checked here.
 */
public final class TrustedRootMirror {
  private static final String TARGET = "trusted_root.json";
  private static final Duration CALL = Duration.ofSeconds(30);
  private static final Duration ALL = Duration.ofMinutes(2);

  private final URI mirror;
  private final RootProvider first;
  private final Duration call;
  private final Duration all;

  private TrustedRootMirror(URI mirror, RootProvider first, Duration call, Duration all) {
    this.mirror = mirror;
    this.first = first;
    this.call = call;
    this.all = all;
  }

  /** That of Sigstore's public good instance, from the root that comes with the library. */
  public static TrustedRootMirror publicGood() {
    return new TrustedRootMirror(
        URI.create("https://tuf-repo-cdn.sigstore.dev/"),
        RootProvider.fromResource(SigstoreTufClient.PUBLIC_GOOD_ROOT_RESOURCE),
        CALL,
        ALL);
  }

  /** That of Sigstore's staging instance, likewise. */
  public static TrustedRootMirror staging() {
    return new TrustedRootMirror(
        URI.create("https://tuf-repo-cdn.sigstage.dev/"),
        RootProvider.fromResource(SigstoreTufClient.STAGING_ROOT_RESOURCE),
        CALL,
        ALL);
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
        RootProvider.fromFile(root),
        CALL,
        ALL);
  }

  /** The same with other limits: of one answer to its last byte, and of all of a fetch. */
  TrustedRootMirror within(Duration oneCall, Duration allCalls) {
    return new TrustedRootMirror(mirror, first, oneCall, allCalls);
  }

  /**
   * Fetches the current trusted root.
   *
   * @param folder what was seen is kept here, the trusted root as {@code targets/trusted_root.json}
   * @param clock metadata must not have ended at its time
   * @throws TrustMaterialException when the repository cannot be reached, does not verify, or
   *     serves something older than was seen; then the folder is as before
   */
  public TrustedRoot fetch(Path folder, Clock clock) throws TrustMaterialException {
    try (MirrorCalls calls = new MirrorCalls(call, all)) {
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
                .setMetaFetcher(MetaFetcher.newFetcher(calls.below(mirror)))
                .setTargetFetcher(calls.below(mirror.resolve("targets/")))
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
    } catch (IOException | JsonParseException | RuntimeException e) {
      // The library's own failures are unchecked ones.
      throw new TrustMaterialException(
          "no trusted root comes from %s: %s"
              .formatted(mirror, e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }
}
