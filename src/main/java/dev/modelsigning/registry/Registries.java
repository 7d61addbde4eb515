// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The registries that may be called, over the TLS authorities of this Java platform unless others
 * are given.
 */
public final class Registries implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final AllowedRegistries allowed;
  private final Duration call;
  private final Duration all;
  private final LongSupplier nanoTime;

  /**
   * Calls nothing yet.
   *
   * @param call the limit of one exchange, up to the last byte of its answer
   * @param all the limit of all exchanges of one {@link Repository}
   */
  public Registries(AllowedRegistries allowed, Duration call, Duration all) {
    this(allowed, call, all, HttpClient.newBuilder());
  }

  /** The same with TLS as the builder says; its other settings are replaced. */
  public Registries(
      AllowedRegistries allowed, Duration call, Duration all, HttpClient.Builder client) {
    this.allowed = allowed;
    this.call = call;
    this.all = all;
    this.nanoTime = System::nanoTime;
    this.client =
        client
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
  }

  /**
   * The repository of an image, to read from; its time begins now.
   *
   * @throws RegistryFailure if its registry may not be called
   */
  public Repository reading(ImageName image, Optional<Credentials> credentials)
      throws RegistryFailure {
    return repository(image, credentials, "pull");
  }

  /** The same to write to. */
  public Repository writing(ImageName image, Optional<Credentials> credentials)
      throws RegistryFailure {
    return repository(image, credentials, "pull,push");
  }

  private Repository repository(ImageName image, Optional<Credentials> credentials, String actions)
      throws RegistryFailure {
    return new Repository(
        image,
        allowed.origin(image.registry()),
        new RegistryHttp(client, call, all, nanoTime),
        allowed,
        credentials,
        actions);
  }

  /**
   * Whether the registry of an image may be called.
   *
   * @throws RegistryFailure if it may not
   */
  public void requireAllowed(ImageName image) throws RegistryFailure {
    allowed.origin(image.registry());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
