// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.WebhookProcess;
import dev.modelsigning.webhookscope.Entries;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The webhook as deploy/ installs it, in a test's API server. */
final class InstalledWebhook {
  private static final String NAMESPACE = DeployedFiles.NAMESPACE;
  private static final String ACCOUNT = "model-signature-webhook";

  private InstalledWebhook() {}

  private static void installRights(KubeApiServer api) throws IOException {
    new DeployedFiles(api.admin()).namespace();
    account(api, ACCOUNT);
    Pattern.compile("(?m)^---$")
        .splitAsStream(Files.readString(Path.of("deploy/rbac.yaml")))
        .filter(document -> document.contains("name: " + ACCOUNT))
        .forEach(document -> api.admin().resource(document).serverSideApply());
  }

  /** Starts the process with the rights of its account in deploy/, and waits until it is ready. */
  static WebhookProcess start(Path folder, KubeApiServer api) throws IOException {
    installRights(api);
    WebhookProcess webhook = WebhookProcess.start(folder, api, token(api, ACCOUNT));
    webhook.awaitReady();
    return webhook;
  }

  /** A token of an account that has no right at all. */
  static String powerlessToken(KubeApiServer api) {
    account(api, "powerless");
    return token(api, "powerless");
  }

  /**
   * Registers a process for namespaces with this label, under the rules that the operator gives to
   * a policy that enforces. The path is the one for every policy.
   */
  static void register(
      KubeApiServer api, WebhookProcess webhook, String name, String label, String value) {
    register(api, webhook.url(), webhook.caBundle(), name, label, value);
  }

  /** The same for a webhook at an address. */
  static void register(
      KubeApiServer api, String url, String caBundle, String name, String label, String value) {
    ClusterModelTrustPolicy policy = CustomResources.policy(name);
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder().addToMatchLabels(label, value).build();
    api.admin()
        .resource(
            new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withWebhooks(
                    new ValidatingWebhookBuilder(Entries.of(policy).getFirst())
                        .withName("pods.modelsigning.dev")
                        .withNewClientConfig()
                        .withUrl(url)
                        .withCaBundle(caBundle)
                        .endClientConfig()
                        .build())
                .build())
        .create();
  }

  private static void account(KubeApiServer api, String name) {
    api.admin()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .build())
        .serverSideApply();
  }

  private static String token(KubeApiServer api, String account) {
    return api.admin()
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(3_600L).endSpec().build())
        .getStatus()
        .getToken();
  }
}
