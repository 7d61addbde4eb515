// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of deploy/ in a test's API server, as {@code kubectl apply --server-side} puts them. */
public final class DeployedFiles {
  /** The namespace that deploy/ installs the operator into. */
  public static final String NAMESPACE = "model-signature-system";

  private static final Path FOLDER = Path.of("deploy");

  private final KubernetesClient admin;

  public DeployedFiles(KubernetesClient admin) {
    this.admin = admin;
  }

  /** Makes {@link #NAMESPACE} unless it exists. */
  public void namespace() {
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .serverSideApply();
  }

  /** Applies every object of a file in deploy/. */
  public void apply(String file) {
    try (InputStream yaml = Files.newInputStream(FOLDER.resolve(file))) {
      admin
          .load(yaml)
          .items()
          .forEach(object -> admin.resource(object).forceConflicts().serverSideApply());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a file in deploy/. */
  public static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes every object of a file in deploy/. */
  public void delete(String file) {
    try (InputStream yaml = Files.newInputStream(FOLDER.resolve(file))) {
      admin.load(yaml).items().forEach(object -> admin.resource(object).delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
