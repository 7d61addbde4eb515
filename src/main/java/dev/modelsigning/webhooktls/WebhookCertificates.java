// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
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

  private static final int MAX_WRITES = 5;

  private static final Logger LOG = Logger.getLogger(WebhookCertificates.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final WebhookTlsNames names;
  private final CertificateRotation rotation;
  private final Consumer<Optional<Instant>> served;

  /**
   * Reads and writes nothing yet.
   *
   * @param served told when the certificate in the serving Secret expires, each time it is read:
   *     before the attempt to replace it, which may fail; empty without a usable one
   */
  WebhookCertificates(
      KubernetesClient client,
      Clock clock,
      WebhookTlsNames names,
      CertificateRotation rotation,
      Consumer<Optional<Instant>> served) {
    this.client = client;
    this.clock = clock;
    this.names = names;
    this.rotation = rotation;
    this.served = served;
  }

  /**
   * Performs every step that is due.
   *
   * @return when to check again
   */
  Instant settle() {
    for (int done = 0; done < MAX_STEPS; done++) {
      Instant now = clock.instant();
      Optional<Secret> authority = secret(names.authoritySecret());
      Optional<Secret> serving = secret(names.servingSecret());
      CertificateState state = CertificateSecrets.read(authority, serving);
      served.accept(state.leaf().map(CertifiedKey::notAfter));
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
        return keep.until();
      }
    }
    throw new IllegalStateException(
        "the webhook's certificates are not in order after %d steps; hint: delete the Secrets %s and %s in namespace %s to start over"
            .formatted(
                MAX_STEPS, names.authoritySecret(), names.servingSecret(), names.namespace()));
  }

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

  /**
   * Writes the caBundle of every entry and nothing else. The entries have another writer, hence the
   * resource version; after a conflict all is read again.
   */
  private void trust(String caBundle) {
    for (int attempt = 1; attempt <= MAX_WRITES; attempt++) {
      Optional<ValidatingWebhookConfiguration> installed = configuration();
      if (installed.isEmpty()) {
        LOG.warnf(
            "enforcement is off: ValidatingWebhookConfiguration %s is missing, no pod is checked;"
                + " hint: apply the install manifests again",
            names.configuration());
        return;
      }
      if (isTrustedBy(installed.get(), caBundle) || wrote(installed.get(), caBundle)) {
        return;
      }
    }
    throw new IllegalStateException(
        "ValidatingWebhookConfiguration %s changed during each of %d attempts to write it"
            .formatted(names.configuration(), MAX_WRITES));
  }

  private Optional<ValidatingWebhookConfiguration> configuration() {
    return Optional.ofNullable(
        client
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(names.configuration())
            .get());
  }

  private static boolean isTrustedBy(ValidatingWebhookConfiguration installed, String caBundle) {
    return installed.getWebhooks().stream()
        .allMatch(webhook -> caBundle.equals(webhook.getClientConfig().getCaBundle()));
  }

  /** Whether it was written; it was not when somebody else wrote in between. */
  private boolean wrote(ValidatingWebhookConfiguration installed, String caBundle) {
    installed.getWebhooks().forEach(webhook -> webhook.getClientConfig().setCaBundle(caBundle));
    try {
      client.resource(installed).update();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
    LOG.infof(
        "caBundle written to %d entries of %s",
        installed.getWebhooks().size(), names.configuration());
    return true;
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
