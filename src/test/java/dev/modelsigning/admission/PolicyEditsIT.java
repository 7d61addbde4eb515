// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.controller.modelsignature.OperatorUnderTest;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an edit of a policy costs in a namespace with 60 ModelSignatures: the next pod is decided by
 * it, and only those are written that could not be decided without. How fast that is, {@code make
 * bench-gate} measures.
 */
final class PolicyEditsIT extends OperatorScenario {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ALL = 60;
  private static final int BY_BEN = 6;
  private static final String SERVED = "minilm";

  private final Signer ben = Signer.fresh();
  private final Set<String> measured = new HashSet<>();
  private InformedState webhook;

  @BeforeAll
  static void statusesFollowAsLateAsInAnInstallation() {
    System.setProperty(OperatorUnderTest.FOLLOW_SECONDS, "600");
  }

  @AfterAll
  static void statusesFollowAtOnce() {
    System.clearProperty(OperatorUnderTest.FOLLOW_SECONDS);
  }

  /** A tenth of the models is signed by Ben; half of them have no claim yet. */
  @BeforeEach
  void sixtyModelSignatures() {
    given.aPolicy().aSignedModel().aBoundClaim().aModelSignature();
    for (int i = 1; i < ALL; i++) {
      ModelSignature one = CustomResources.modelSignature(team, "model-" + i);
      one.getSpec().source.persistentVolumeClaim.claimName = i < ALL / 2 ? SERVED : "no-claim-" + i;
      API.admin().resource(one).create();
    }
    Await.until("all to have a verdict", PATIENCE, this::areSettled);
    webhook = new InformedState(API.admin(), new SimpleMeterRegistry());
    webhook.start();
    Await.until("the webhook's caches to be filled", PATIENCE, webhook::isSynced);
    Await.until("a pod to be admitted", PATIENCE, this::isAdmitted);
  }

  @AfterEach
  void stopWebhook() {
    webhook.close();
  }

  private boolean areSettled() {
    API.admin().batch().v1().jobs().inNamespace(team).list().getItems().stream()
        .filter(job -> Boolean.FALSE.equals(job.getSpec().getSuspend()))
        .filter(job -> measured.add(job.getMetadata().getUid()))
        .forEach(this::isMeasured);
    return signatures().stream()
            .filter(one -> one.getStatus() != null && one.getStatus().reason != null)
            .filter(one -> one.getStatus().progress == null)
            .filter(
                one ->
                    List.of("SignatureVerified", "SignerUntrusted", "ClaimNotFound")
                        .contains(one.getStatus().reason))
            .count()
        == ALL;
  }

  private void isMeasured(Job job) {
    String owner = job.getMetadata().getAnnotations().get("modelsigning.dev/owner-name");
    boolean isBens = isBens(Objects.requireNonNull(owner));
    when.thePodOf(job)
        .measures(model.measured(), Optional.of(model.signedBy(isBens ? ben : signer)));
  }

  private static List<ModelSignature> signatures(String namespace) {
    return API.admin().resources(ModelSignature.class).inNamespace(namespace).list().getItems();
  }

  private List<ModelSignature> signatures() {
    return signatures(team);
  }

  private Map<String, String> versions() {
    return signatures().stream()
        .collect(
            Collectors.toMap(
                one -> one.getMetadata().getName(),
                one -> one.getMetadata().getResourceVersion(),
                (one, other) -> one,
                TreeMap::new));
  }

  private String decision() {
    return switch (new PodDecision(webhook.view(), Clock.systemUTC(), Set.of())
        .decide(
            new PodRequest(
                "CREATE",
                "",
                team,
                "system:serviceaccount:kube-system:replicaset-controller",
                Pods.server(team, "server", SERVED),
                Optional.empty()))) {
      case AdmissionDecision.Allowed _ -> "admitted";
      case AdmissionDecision.Denied denied -> denied.message();
    };
  }

  private boolean isAdmitted() {
    return "admitted".equals(decision());
  }

  /** The edit decides the next pod at once, and nothing is written for it. */
  private void editWritesNothing(Consumer<ClusterModelTrustPolicy> edit, boolean admits) {
    Map<String, String> before = versions();
    when.editPolicy(edit);
    Await.until("the edit to decide", PATIENCE, () -> isAdmitted() == admits);
    Await.until("the operator to have seen the edit", PATIENCE, this::isPolicyRead);
    then.theModelSignatureIsAtRest();
    assertThat(versions()).isEqualTo(before);
  }

  private boolean isPolicyRead() {
    var policy = API.admin().resources(ClusterModelTrustPolicy.class).withName(team).get();
    return policy.getStatus() != null
        && Objects.equals(
            policy.getStatus().observedGeneration, policy.getMetadata().getGeneration());
  }

  @Test
  void editsThatTheWebhookDecidesByItselfWriteNoModelSignature() {
    editWritesNothing(policy -> policy.getSpec().mode = PolicyMode.Warn, true);
    editWritesNothing(policy -> policy.getSpec().mode = PolicyMode.Audit, true);
    editWritesNothing(policy -> policy.getSpec().mode = PolicyMode.Enforce, true);
    editWritesNothing(
        policy -> {
          policy.getSpec().models = new ModelRules();
          policy.getSpec().models.scratchClaims = List.of("cache");
          policy.getSpec().models.ignoredPaths = List.of(".git");
        },
        true);
    editWritesNothing(
        policy -> {
          policy.getSpec().requirements = new PolicyRequirements();
          policy.getSpec().requirements.staleAfter = "30m";
        },
        true);
  }

  private boolean nameBoth() {
    return signatures().stream()
        .filter(one -> isBens(one.getMetadata().getName()))
        .allMatch(one -> one.getStatus().message.contains("key-0 or key-1"));
  }

  @Test
  void removedAuthorityAndMoreWantedSignersRefuseAtOnceAndWriteNoModelSignature() {
    String other = Signer.fresh().publicKey();
    when.thePolicyTrusts(signer.publicKey(), other);
    Await.until("the refusals of what Ben signed to name the other key", PATIENCE, this::nameBoth);
    editWritesNothing(
        policy -> {
          policy.getSpec().requirements = new PolicyRequirements();
          policy.getSpec().requirements.minimumMatches = 2;
        },
        false);
    editWritesNothing(policy -> policy.getSpec().requirements = null, true);

    var both = CustomResources.authorities(signer.publicKey(), other);
    editWritesNothing(policy -> policy.getSpec().authorities = List.of(both.get(1)), false);
    editWritesNothing(policy -> policy.getSpec().authorities = both, true);
  }

  @Test
  void newAuthorityWritesOnlyThoseThatItMayHaveSigned() {
    Map<String, String> before = versions();

    when.thePolicyTrusts(signer.publicKey(), ben.publicKey());

    Await.until(
        "what Ben signed to be Verified",
        Duration.ofSeconds(15),
        () ->
            signatures().stream()
                .filter(one -> isBens(one.getMetadata().getName()))
                .allMatch(one -> "SignatureVerified".equals(one.getStatus().reason)));
    then.theModelSignatureIsAtRest();
    Map<String, String> written = new TreeMap<>(versions());
    written.entrySet().removeAll(before.entrySet());
    assertThat(written.keySet()).hasSize(BY_BEN).allMatch(PolicyEditsIT::isBens);
    assertThat(API.admin().batch().v1().jobs().inNamespace(team).list().getItems()).isEmpty();
  }

  private static boolean isBens(String name) {
    return IntStream.rangeClosed(1, BY_BEN).anyMatch(i -> name.equals("model-" + i));
  }
}
