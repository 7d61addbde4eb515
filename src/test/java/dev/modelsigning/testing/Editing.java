// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.function.Consumer;

/** Edits stored resources as kubectl edit would: again when somebody else wrote in between. */
public final class Editing {
  private Editing() {}

  /** Edits one; the operator may write its status meanwhile. */
  public static <T> void edit(Resource<T> resource, Consumer<T> change) {
    Await.until(
        "the edit to find the latest version",
        Duration.ofSeconds(10),
        () -> {
          try {
            resource.edit(
                stored -> {
                  change.accept(stored);
                  return stored;
                });
            return true;
          } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
              return false;
            }
            throw e;
          }
        });
  }
}
