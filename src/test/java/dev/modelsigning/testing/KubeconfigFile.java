// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A kubeconfig for programs that tests start. */
public final class KubeconfigFile {
  private KubeconfigFile() {}

  /** Writes one for the owner of a configuration's client certificate. */
  public static Path write(Config config, Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: u, user: {client-certificate: "%s", client-key: "%s"}}]
        """
            .formatted(
                config.getMasterUrl(),
                config.getCaCertFile(),
                config.getClientCertFile(),
                config.getClientKeyFile()));
  }
}
