// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.All;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapper;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Makes the Kubernetes client of the process read leniently, with a mapper in place of the one of
 * Quarkus: what a mapper remembers is settled when it is constructed.
 */
@Singleton
public final class ClientMapper {
  /** With what others ask for, as Quarkus would do it. */
  @Produces
  @Singleton
  @KubernetesClientObjectMapper
  ObjectMapper mapper(@All List<KubernetesClientObjectMapperCustomizer> customizers) {
    ObjectMapper mapper = LenientResources.forClient();
    customizers.forEach(customizer -> customizer.customize(mapper));
    return mapper;
  }
}
