// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.Operators;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The reconciler with the rights of the install. */
final class WebhookTlsIT {
  private static final String NAMESPACE = DeployedFiles.NAMESPACE;
  private static final WebhookTlsNames NAMES = WebhookTlsNames.installedIn(NAMESPACE);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String EXPIRY =
      "model_signature_webhook_certificate_expiry_timestamp_seconds";

  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private DeployedFiles deployed;
  private Operator operator;

  @BeforeEach
  void startOperator() {
    deployed = new DeployedFiles(API.admin());
    deployed.namespace();
    deployed.apply("rbac.yaml");
    deployed.apply("webhook-configuration.yaml");
    KubernetesClient client = API.asServiceAccount(NAMESPACE, "model-signature-operator");
    operator = Operators.started(() -> registered(client));
    Await.until("the certificates to be made", PATIENCE, this::inOrder);
  }

  private Operator registered(KubernetesClient client) {
    var made =
        new Operator(
            overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
    made.register(
        new WebhookTlsReconciler(client, Clock.systemUTC(), NAMES, RotationPolicy.DEFAULT, meters));
    return made;
  }

  @AfterEach
  void stopOperator() {
    operator.stop();
  }

  @Test
  void servesALeafThatTheCaBundleTrusts() {
    assertThat(state().leaf().orElseThrow().issuedBy(state().current().orElseThrow())).isTrue();
    assertThat(configuration().getWebhooks())
        .allSatisfy(
            webhook ->
                assertThat(webhook.getClientConfig().getCaBundle())
                    .isEqualTo(CertificateSecrets.caBundle(state())));
  }

  @Test
  void deletedServingSecretIsCreatedAgainByTheSameAuthority() {
    var authority = state().current();
    API.admin().secrets().inNamespace(NAMESPACE).withName(NAMES.servingSecret()).delete();
    Await.until("the serving Secret to be made again", PATIENCE, this::inOrder);
    assertThat(state().current()).isEqualTo(authority);
  }

  @Test
  void damagedServingSecretIsRepaired() {
    API.admin()
        .secrets()
        .inNamespace(NAMESPACE)
        .withName(NAMES.servingSecret())
        .edit(
            secret -> {
              secret.setData(Map.of("tls.crt", base64("rubbish"), "tls.key", base64("rubbish")));
              return secret;
            });
    Await.until("the serving Secret to be repaired", PATIENCE, this::inOrder);
  }

  @Test
  void deletedAuthorityIsReplacedAndThePreviousOneStaysTrusted() {
    var before = state().current().orElseThrow().certificate();
    API.admin().secrets().inNamespace(NAMESPACE).withName(NAMES.authoritySecret()).delete();
    Await.until("a new authority", PATIENCE, this::inOrder);
    assertThat(state().current().orElseThrow().certificate()).isNotEqualTo(before);
    assertThat(Pem.certificates(decoded(caBundle()))).contains(before);
  }

  @Test
  void removedCaBundleIsWrittenAgain() {
    API.admin()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(NAMES.configuration())
        .edit(
            configuration -> {
              configuration.getWebhooks().forEach(w -> w.getClientConfig().setCaBundle(null));
              return configuration;
            });
    Await.until("the caBundle to be written again", PATIENCE, this::inOrder);
  }

  @Test
  void applyingTheManifestsAgainLeavesTheCaBundle() {
    String before = caBundle();
    deployed.apply("webhook-configuration.yaml");
    assertThat(caBundle()).isEqualTo(before);
  }

  @Test
  void leafThatCannotBeReplacedIsToldUntilItCanBe() {
    var roles = API.admin().rbac().roles().inNamespace(NAMESPACE);
    roles
        .withName("model-signature-operator")
        .edit(
            role -> {
              role.getRules()
                  .removeIf(rule -> rule.getResourceNames().contains(NAMES.servingSecret()));
              return role;
            });
    Await.until("the operator to lose its right", PATIENCE, () -> !mayReplace());
    CertifiedKey soon = endsIn(Duration.ofDays(3));
    serve(soon);
    Await.until(
        "the end of the certificate in use to be told",
        PATIENCE,
        () -> told() == soon.notAfter().getEpochSecond());
    assertThat(state().leaf()).hasValueSatisfying(leaf -> assertSame(leaf, soon));

    deployed.apply("rbac.yaml");
    Await.until(
        "a certificate with its whole life",
        PATIENCE,
        () -> told() > soon.notAfter().plus(Duration.ofDays(60)).getEpochSecond() && inOrder());
  }

  /** As the authorizer sees it, which learns of an edited role after a moment. */
  private static boolean mayReplace() {
    try (KubernetesClient service = API.asServiceAccount(NAMESPACE, "model-signature-operator")) {
      return service
          .authorization()
          .v1()
          .selfSubjectAccessReview()
          .create(
              new SelfSubjectAccessReviewBuilder()
                  .withNewSpec()
                  .withNewResourceAttributes()
                  .withNamespace(NAMESPACE)
                  .withResource("secrets")
                  .withName(NAMES.servingSecret())
                  .withVerb("update")
                  .endResourceAttributes()
                  .endSpec()
                  .build())
          .getStatus()
          .getAllowed();
    }
  }

  private long told() {
    return (long) meters.get(EXPIRY).gauge().value();
  }

  private CertifiedKey endsIn(Duration lifetime) {
    return new CertificateMint(NAMES.serverNames(), new SecureRandom())
        .leaf(state().current().orElseThrow(), Clock.systemUTC().instant(), lifetime);
  }

  private void serve(CertifiedKey leaf) {
    var existing = secret(NAMES.servingSecret());
    var wanted =
        CertificateSecrets.serving(state().serve(leaf), existing, NAMESPACE, NAMES.servingSecret());
    API.admin().resource(wanted).update();
  }

  private static void assertSame(CertifiedKey found, CertifiedKey wanted) {
    assertThat(found.certificate()).isEqualTo(wanted.certificate());
  }

  private boolean inOrder() {
    var now = Clock.systemUTC().instant();
    var state = state();
    return state.current().isPresent()
        && state.leaf().filter(leaf -> leaf.validAt(now)).isPresent()
        && state.leaf().get().issuedBy(state.current().get())
        && CertificateSecrets.caBundle(state).equals(caBundle());
  }

  private CertificateState state() {
    return CertificateSecrets.read(secret(NAMES.authoritySecret()), secret(NAMES.servingSecret()));
  }

  private static Optional<Secret> secret(String name) {
    return Optional.ofNullable(API.admin().secrets().inNamespace(NAMESPACE).withName(name).get());
  }

  private static ValidatingWebhookConfiguration configuration() {
    return API.admin()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(NAMES.configuration())
        .get();
  }

  private static String caBundle() {
    return configuration().getWebhooks().getFirst().getClientConfig().getCaBundle();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String decoded(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
  }
}
