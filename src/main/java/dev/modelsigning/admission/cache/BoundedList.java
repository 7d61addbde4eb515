// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import dev.modelsigning.decoding.LenientResources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/** Lists objects that are not cached, as streams of small objects, within bounds. */
public final class BoundedList {
  private final ObjectStream.Source source;

  /** Uses a client whose streams have a connection each. */
  public BoundedList(KubernetesClient client) {
    this(new FabricSource(client));
  }

  BoundedList(ObjectStream.Source source) {
    this.source = source;
  }

  /**
   * Lists all objects of a kind.
   *
   * @param most so many are read
   * @param patience how long it may take; it ends at twice that at the latest
   * @throws IOException when the list is not complete: there are more objects, one of them cannot
   *     be read, or time was too short
   */
  public <T extends HasMetadata> void forEach(
      Kind<T> kind, int most, Duration patience, Consumer<T> found) throws IOException {
    long start = System.nanoTime();
    int[] seen = {0};
    try {
      new ObjectStream<>(kind, LenientResources.mapper(), source)
          .list(
              event -> {
                seen[0]++;
                if (seen[0] > most) {
                  throw incomplete("there are more than " + most);
                }
                if (System.nanoTime() - start > patience.toNanos()) {
                  throw incomplete("the list takes too long");
                }
                switch (event) {
                  case ObjectStream.Event.Stored<T>(T object, _) -> found.accept(object);
                  case ObjectStream.Event.Unreadable<T>(String key, _, _) ->
                      throw incomplete(key + " cannot be read");
                  case ObjectStream.Event.Deleted<T> _, ObjectStream.Event.Bookmark<T> _ -> {}
                }
              },
              patience);
    } catch (UncheckedIOException e) {
      throw new IOException(Objects.requireNonNull(e.getCause()).getMessage(), e);
    } catch (ExpiredException e) {
      throw new IOException("the list expired", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static UncheckedIOException incomplete(String why) {
    return new UncheckedIOException(new IOException(why));
  }
}
