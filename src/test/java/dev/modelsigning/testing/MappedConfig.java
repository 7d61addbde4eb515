// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import dev.modelsigning.config.OmsConfig;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** The configuration as a process reads it from its environment. */
public final class MappedConfig {
  private static final int ORDINAL = 300;

  private MappedConfig() {}

  /** Reads these environment variables and no others; the rest has its default. */
  public static OmsConfig of(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .withMapping(OmsConfig.class)
        .withSources(new EnvConfigSource(environment, ORDINAL))
        .build()
        .getConfigMapping(OmsConfig.class);
  }
}
