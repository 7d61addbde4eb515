// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurationServiceCustomizer;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What happens when an informer stops although nobody stopped it: a line in the log. The liveness
 * check sees it and has the process restarted in order, with its Lease released.
 */
@Singleton
public final class StoppedInformers implements ConfigurationServiceCustomizer {
  private static final Logger LOG = Logger.getLogger(StoppedInformers.class);

  @Override
  public Consumer<ConfigurationServiceOverrider> overrider() {
    return overrider -> overrider.withInformerStoppedHandler(StoppedInformers::report);
  }

  @SuppressWarnings("rawtypes") // as the framework declares it
  private static void report(SharedIndexInformer informer, @Nullable Throwable cause) {
    if (cause != null) {
      LOG.errorf("%s stopped and the operator is blind to it: %s", informer, cause);
    }
  }
}
