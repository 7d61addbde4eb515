// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Gives the operator framework's event counter the same tags always. The framework registers it
 * with and without {@code action}; the Prometheus registry refuses the second registration with an
 * exception, inside the handler of an informer, and the event is lost.
 */
@Dependent
public class OperatorMeters {
  private static final String EVENTS = "events.received";
  private static final String ACTION = "action";

  @Produces
  @Singleton
  MeterFilter sameTags() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        boolean lacksAction = id.getName().endsWith(EVENTS) && id.getTag(ACTION) == null;
        return lacksAction ? id.withTag(Tag.of(ACTION, "NONE")) : id;
      }
    };
  }
}
