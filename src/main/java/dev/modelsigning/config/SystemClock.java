// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The one clock of the process; tests provide their own. */
@Dependent
public final class SystemClock {
  /** UTC. */
  @Produces
  @Singleton
  @DefaultBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
