// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.controller.Sight;
import io.javaoperatorsdk.operator.Operator;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The operator's sight: the informers of all its controllers. */
@Dependent
public class OperatorSight {
  /**
   * Asks the framework.
   *
   * @param operator looked up when asked, since the operator needs the reconcilers that ask
   */
  @Produces
  @Singleton
  Sight sight(Instance<Operator> operator) {
    return () -> operator.get().getRuntimeInfo().allEventSourcesAreHealthy();
  }
}
