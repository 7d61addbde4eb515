// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.referrer;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Recheck;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.registry.AllowedRegistries;
import dev.modelsigning.registry.Registries;
import dev.modelsigning.registry.TlsTrust;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** Wires the reading of bundles from registries. */
@Dependent
public class ReferrerBeans {
  /** A bundle is a few requests of some kilobytes; a thread waits for them. */
  private static final Duration CALL = Duration.ofSeconds(10);

  private static final Duration ALL = Duration.ofSeconds(20);

  @Produces
  @Singleton
  ReferrerBundles referrers(OmsConfig config, Clock clock) {
    return new ReferrerBundles(
        registries(config.registries()),
        new Recheck(config.measurement().recheckInterval()),
        clock);
  }

  /**
   * The registries of a configuration.
   *
   * @throws IllegalArgumentException if an entry of the list, or the file, cannot be used; the
   *     message names it
   */
  static Registries registries(OmsConfig.Registries config) {
    HttpClient.Builder client = HttpClient.newBuilder();
    if (config.authorities().isPresent()) {
      Path file = Path.of(config.authorities().get());
      try {
        client.sslContext(TlsTrust.withPlatform(Certificates.read(Files.readString(file))));
      } catch (IOException | KeyMaterialException | GeneralSecurityException e) {
        throw new IllegalArgumentException(
            "oms.registries.authorities: " + file + " cannot be used as TLS authorities", e);
      }
    }
    return new Registries(allowed(config), CALL, ALL, client);
  }

  private static AllowedRegistries allowed(OmsConfig.Registries config) {
    try {
      return AllowedRegistries.of(config.allowed().orElse(Set.of()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("oms.registries.allowed: " + e.getMessage(), e);
    }
  }
}
