// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.census.StateGauges;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** One operator reconciles at a time: it holds a Lease in the operator's own namespace. */
@Dependent
public class Leadership {
  /** A process that loses the Lease ends, and its successor begins from the API's state. */
  @Produces
  @Singleton
  LeaderElectionConfiguration leaderElection(OmsConfig config, StateGauges gauges) {
    var election = config.leaderElection();
    var builder =
        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(election.leaseName())
            .withLeaseNamespace(config.namespace())
            .withLeaseDuration(election.leaseDuration())
            .withRenewDeadline(election.renewDeadline())
            .withRetryPeriod(election.retryPeriod())
            .withLeaderCallbacks(new LeaderCallbacks(gauges::begin, gauges::end, leader -> {}));
    config.podName().ifPresent(builder::withIdentity);
    return builder.build();
  }
}
