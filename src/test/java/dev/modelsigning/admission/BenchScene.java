// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;

/**
 * What {@code make bench-gate} judges pods by: in one namespace an enforcing policy with the
 * namespace's name, the claims {@code verified} and {@code tampered}, and some more that nobody
 * asks for.
 */
final class BenchScene {
  private static final int OTHERS = 20;

  private BenchScene() {}

  /** Arguments: URL of the API server, its authority, certificate and key of a user, namespace. */
  public static void main(String[] arguments) throws GeneralSecurityException {
    var config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(arguments[0])
            .withCaCertFile(arguments[1])
            .withClientCertFile(arguments[2])
            .withClientKeyFile(arguments[3])
            .build();
    // The packaged application's own client needs the rest of that application.
    try (KubernetesClient admin =
        new KubernetesClientBuilder()
            .withHttpClientFactory(new JdkHttpClientFactory())
            .withConfig(config)
            .build()) {
      ClusterModelTrustPolicy policy = CustomResources.policy(arguments[4]);
      policy.getSpec().authorities = List.of(CustomResources.authority("release-key", publicKey()));
      var models = new ServedModels(admin, arguments[4], admin.resource(policy).serverSideApply());
      models.aPolicyThatWasRead();
      models.aVerifiedClaim("verified");
      models.aTamperedClaim("tampered");
      for (int i = 0; i < OTHERS; i++) {
        models.aVerifiedClaim("other-" + i);
      }
    }
  }

  private static String publicKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    String encoded =
        Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
    return "-----BEGIN PUBLIC KEY-----\n" + encoded + "\n-----END PUBLIC KEY-----\n";
  }
}
