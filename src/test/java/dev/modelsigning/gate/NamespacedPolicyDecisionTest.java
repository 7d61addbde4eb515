// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ModelLoader;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.PrivilegeRequirement;
import dev.modelsigning.api.v1alpha1.ReadOnlyRequirement;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.Pod;
import java.lang.reflect.Field;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy of a namespace adds refusals to those of the cluster's policies, and takes none. */
class NamespacedPolicyDecisionTest {
  private static final String OTHER = "sha256:" + "e1".repeat(32);

  private final FakeCluster cluster = new FakeCluster();
  private final PodDecision decision =
      new PodDecision(cluster, Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC), Set.of("kube-system"));

  private static ModelTrustPolicy policy(String name, String digest) {
    ModelTrustPolicy policy =
        CustomResources.namespacedPolicy(FakeCluster.NAMESPACE, name, "a key");
    policy.getMetadata().setUid(name + "-uid");
    policy.getMetadata().setGeneration(1L);
    publish(policy, digest);
    return policy;
  }

  private static void publish(ModelTrustPolicy policy, String digest) {
    var entry = NamespacedPolicies.judging(policy).getSpec().authorities.getFirst();
    var authority = new AuthorityStatus();
    authority.name = entry.name;
    authority.digest = digest;
    authority.fingerprint = EntryFingerprint.of(entry);
    policy.setStatus(new ModelTrustPolicyStatus());
    policy.getStatus().observedGeneration = 1L;
    policy.getStatus().checkedAt = FakeCluster.NOW.toString();
    policy.getStatus().authorities = List.of(authority);
  }

  private AdmissionDecision decide(Pod pod) {
    return decision.decide(Pods.create(pod));
  }

  @Test
  void refusesWhatTheClusterAcceptsAndNamesItself() {
    cluster.namespacedPolicies.add(policy("strict", OTHER));
    assertThat(decide(Pods.server())).isDenied("policy team-a/strict requires");
  }

  @Test
  void acceptsWhatItsOwnAuthoritySigned() {
    cluster.namespacedPolicies.add(policy("strict", FakeCluster.DIGEST));
    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void judgesWhereNoPolicyOfTheClusterDoes() {
    cluster.policies.clear();
    assertThat(decide(Pods.server())).isAllowed();
    cluster.namespacedPolicies.add(policy("strict", OTHER));
    assertThat(decision.concerns(FakeCluster.NAMESPACE)).isTrue();
    assertThat(decide(Pods.server())).isDenied();
  }

  @Test
  void harmsNoOtherNamespace() {
    ModelTrustPolicy foreign = policy("strict", OTHER);
    foreign.getMetadata().setNamespace("team-b");
    cluster.namespacedPolicies.add(foreign);
    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void judgesNothingInAnExemptNamespace() {
    cluster.namespacedPolicies.add(policy("strict", OTHER));
    var exempting =
        new PodDecision(
            cluster,
            Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC),
            Set.of("kube-system", FakeCluster.NAMESPACE));
    assertThat(exempting.decide(Pods.create(Pods.server()))).isAllowed();
  }

  @Test
  void fifthOneDoesNotCount() {
    for (String name : List.of("a", "b", "c", "d")) {
      cluster.namespacedPolicies.add(policy(name, FakeCluster.DIGEST));
    }
    cluster.namespacedPolicies.add(policy("e", OTHER));
    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void withoutASignOfLifeItRefuses() {
    ModelTrustPolicy policy = policy("strict", FakeCluster.DIGEST);
    policy.setStatus(null);
    cluster.namespacedPolicies.add(policy);
    assertThat(decide(Pods.server())).isDenied("policy team-a/strict");
  }

  /** What the namespace's administrator can write to get more admitted. */
  private static ModelTrustPolicy loosest(PolicyMode mode) {
    ModelTrustPolicy policy = policy("loose", FakeCluster.DIGEST);
    ModelTrustPolicySpec spec = policy.getSpec();
    spec.mode = mode;
    spec.models = new ModelRules();
    spec.models.scratchClaims = List.of("model", "m*");
    spec.models.scratchVolumes = List.of("m*");
    spec.models.scratchPaths = List.of("/mnt/models");
    var loader = new ModelLoader();
    loader.name = "any";
    loader.serviceAccounts = List.of("", "default", "loader");
    loader.claimNames = List.of("*");
    spec.models.loaders = List.of(loader);
    spec.models.scratchDrivers = List.of("csi.example.com");
    spec.models.ignoredPaths = List.of(".git");
    spec.models.modelPaths = List.of("/elsewhere");
    spec.models.modelOptions = List.of("--other");
    spec.models.modelVariables = List.of("OTHER");
    spec.requirements = new PolicyRequirements();
    spec.requirements.minimumMatches = 1;
    spec.requirements.annotations = List.of();
    spec.requirements.readOnly = ReadOnlyRequirement.Mount;
    spec.requirements.staleAfter = "168h";
    spec.requirements.onDrift = DriftResponse.BlockNew;
    spec.requirements.privileges = PrivilegeRequirement.Any;
    spec.requirements.images = List.of("anything/*");
    spec.unverifiable = allowingAll();
    var denied = new DeniedEntry();
    denied.digest = "sha256:" + "0".repeat(64);
    denied.reason = "another model";
    spec.deny = List.of(denied);
    return policy;
  }

  private static UnverifiableRules allowingAll() {
    try {
      var rules = new UnverifiableRules();
      for (Field field : UnverifiableRules.class.getFields()) {
        // Each field is an enum of its own or a shared one; all of them can allow.
        field.set(
            rules,
            Arrays.stream(field.getType().getEnumConstants())
                .filter(rule -> rule.toString().equals("Allow"))
                .findFirst()
                .orElseThrow());
      }
      return rules;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A field that is added has to be tried too. */
  @Test
  void looseningUsesEveryField() throws IllegalAccessException {
    ModelTrustPolicySpec spec = loosest(PolicyMode.Audit).getSpec();
    for (Object part : List.of(spec, spec.models, spec.requirements, spec.unverifiable)) {
      for (Field field : part.getClass().getFields()) {
        assertThat(field.get(part)).as("%s", field).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(PolicyMode.class)
  void neverLiftsWhatThePolicyOfTheClusterRefuses(PolicyMode mode) {
    for (Pod pod : refused()) {
      cluster.namespacedPolicies.clear();
      cluster.signatures.clear();
      List<String> before = lines(decide(pod));
      cluster.namespacedPolicies.add(loosest(mode));
      assertThat(before).isNotEmpty();
      assertThat(lines(decide(pod))).containsAll(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"production", "team-a"})
  void takesNoPlaceOfAPolicyOfTheClusterByItsName(String name) {
    ModelTrustPolicy twin = loosest(PolicyMode.Audit);
    twin.getMetadata().setName(name);
    twin.getMetadata().setUid(cluster.policy().getMetadata().getUid());
    cluster.namespacedPolicies.add(twin);
    cluster.signatures.clear();
    assertThat(decide(Pods.server())).isDenied("policy production requires");
  }

  private static List<String> lines(AdmissionDecision decision) {
    return decision instanceof Denied denied ? denied.message().lines().toList() : List.of();
  }

  /** One for each kind of rule. */
  private static List<Pod> refused() {
    return List.of(
        Pods.server(),
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm
              volumeMounts: [{name: m, mountPath: /mnt/models}]
            volumes: [{name: m, hostPath: {path: /models}}]
            """),
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm
              securityContext: {privileged: true}
              volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm/vllm-openai:v1
              command: [vllm, serve, org/model]
            """),
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm
              volumeMounts: [{name: m, mountPath: /mnt/models}]
            volumes: [{name: m, configMap: {name: model}}]
            """));
  }
}
