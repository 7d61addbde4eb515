// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Makes the Kubernetes client of the process read leniently. */
@Singleton
public final class MapperCustomizer implements KubernetesClientObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    LenientResources.configure(mapper);
  }
}
