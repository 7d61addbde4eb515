// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps the webhook's Secrets and caBundle up to date.
 *
 * <p>Secrets and configuration are read live, not from a cache: this runs a few times a month, and
 * a stale read could replace a key that was just written. Updates carry the resource version, so
 * two writers never overwrite each other.
 *
 * <p>Each step writes in the order authority's Secret, caBundle, serving Secret: a leaf is never
 * served before its authority is trusted, and after an interruption anywhere the next run continues
 * from the state that is stored.
 */
final class WebhookCertificates {
  /** More steps than any state needs until nothing is due. */
  private static final int MAX_STEPS = 8;

  private static final String FIELD_MANAGER = "model-signature-operator";

  private static final Logger LOG = Logger.getLogger(WebhookCertificates.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final WebhookTlsNames names;
  private final CertificateRotation rotation;

  WebhookCertificates(
      KubernetesClient client, Clock clock, WebhookTlsNames names, CertificateRotation rotation) {
    this.client = client;
    this.clock = clock;
    this.names = names;
    this.rotation = rotation;
  }

  /**
   * Performs every step that is due.
   *
   * @return when to check again, and when the serving certificate expires
   */
  Settled settle() {
    for (int done = 0; done < MAX_STEPS; done++) {
      Instant now = clock.instant();
      Optional<Secret> authority = secret(names.authoritySecret());
      Optional<Secret> serving = secret(names.servingSecret());
      CertificateState state = CertificateSecrets.read(authority, serving);
      RotationStep step = rotation.plan(state, now);
      log(step);
      CertificateState target = rotation.apply(step, state, now);
      write(
          authority,
          CertificateSecrets.authority(
              target, authority, names.namespace(), names.authoritySecret()));
      trust(CertificateSecrets.caBundle(target));
      if (target.leaf().isPresent()) {
        write(
            serving,
            CertificateSecrets.serving(target, serving, names.namespace(), names.servingSecret()));
      }
      if (step instanceof RotationStep.Keep keep) {
        return new Settled(keep.until(), target.leaf().orElseThrow().notAfter());
      }
    }
    throw new IllegalStateException(
        "the webhook's certificates are not in order after %d steps; hint: delete the Secrets %s and %s in namespace %s to start over"
            .formatted(
                MAX_STEPS, names.authoritySecret(), names.servingSecret(), names.namespace()));
  }

  /**
   * The certificates are in order.
   *
   * @param until when to check again
   * @param leafExpiry when the serving certificate expires
   */
  record Settled(Instant until, Instant leafExpiry) {}

  private Optional<Secret> secret(String name) {
    return Optional.ofNullable(
        client.secrets().inNamespace(names.namespace()).withName(name).get());
  }

  private void write(Optional<Secret> existing, Secret wanted) {
    if (CertificateSecrets.sameData(existing, wanted)) {
      return;
    }
    var resource = client.resource(wanted);
    if (existing.isPresent()) {
      resource.update();
    } else {
      resource.create();
    }
  }

  /** Owns the caBundle of every webhook entry and no other field; the installer owns the rest. */
  private void trust(String caBundle) {
    ValidatingWebhookConfiguration configuration =
        client
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(names.configuration())
            .get();
    if (configuration == null) {
      LOG.warnf(
          "enforcement is off: ValidatingWebhookConfiguration %s is missing, no pod is checked; hint:"
              + " apply the install manifests again",
          names.configuration());
      return;
    }
    List<ValidatingWebhook> webhooks = configuration.getWebhooks();
    boolean trusted =
        webhooks.stream()
            .allMatch(webhook -> caBundle.equals(webhook.getClientConfig().getCaBundle()));
    if (trusted) {
      return;
    }
    var patch =
        new ValidatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName(names.configuration())
            .withUid(configuration.getMetadata().getUid())
            .endMetadata()
            .withWebhooks(
                webhooks.stream()
                    .map(
                        webhook ->
                            new ValidatingWebhookBuilder()
                                .withName(webhook.getName())
                                .withNewClientConfig()
                                .withCaBundle(caBundle)
                                .endClientConfig()
                                .build())
                    .toList())
            .build();
    client
        .resource(patch)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
    LOG.infof("caBundle written to %d webhooks of %s", webhooks.size(), names.configuration());
  }

  private static void log(RotationStep step) {
    switch (step) {
      case RotationStep.Keep(Instant until) ->
          LOG.debugf("webhook certificates are in order until %s", until);
      case RotationStep.StartOver(String why) -> LOG.infof("new webhook authority: %s", why);
      case RotationStep.AnnounceAuthority(String why) ->
          LOG.infof("next webhook authority announced: %s", why);
      case RotationStep.PromoteAuthority _ -> LOG.info("next webhook authority promoted");
      case RotationStep.RotateLeaf(String why) -> LOG.infof("new webhook certificate: %s", why);
      case RotationStep.RetireAuthorities _ -> LOG.info("previous webhook authorities retired");
    }
  }
}
