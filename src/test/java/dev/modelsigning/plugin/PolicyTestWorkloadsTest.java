// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kubectl oms policy test} takes the manifests of workloads for. */
final class PolicyTestWorkloadsTest {
  @TempDir private Path folder;

  @BeforeEach
  void policy() throws IOException {
    write("policy.yaml", PolicyTestCommandTest.POLICY);
    write("models.yaml", PolicyTestCommandTest.MODEL);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private PluginRun test(String pods, String... more) throws IOException {
    write("pods.yaml", pods);
    List<String> arguments = new ArrayList<>(List.of("policy", "test", "policy.yaml"));
    arguments.addAll(List.of("-f", "pods.yaml", "-f", "models.yaml"));
    arguments.addAll(List.of(more));
    return PluginRun.of(folder, Map.of(), arguments.toArray(String[]::new));
  }

  @Test
  void containerThatIsMergedIsJudgedWithWhatItGetsFromThere() throws IOException {
    PluginRun run =
        test(
            """
            kind: Pod
            metadata: {name: p, namespace: team-a}
            x-base: &base
              image: vllm
              volumeMounts: [{name: m, mountPath: /mnt/models}]
            spec:
              containers:
              - <<: *base
                name: server
              volumes: [{name: m, persistentVolumeClaim: {claimName: minilm}}]
            """);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("writable in container server");
  }

  @Test
  void privilegesThatAreMergedAreJudged() throws IOException {
    PluginRun run =
        test(
            PolicyTestCommandTest.DEPLOYMENT
                + """
                      securityContext: {runAsNonRoot: true}
                x-rights: &rights {securityContext: {privileged: true}}
                ---
                kind: Pod
                metadata: {name: p, namespace: team-a}
                x-rights: &rights {securityContext: {privileged: true}}
                spec:
                  containers:
                  - {name: server, image: vllm, securityContext: {privileged: false}, <<: *rights}
                """);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("Pod p: refused", "privileged");
  }

  @Test
  void yesIsTrueAsItIsForKubectl() throws IOException {
    PluginRun run =
        test(PolicyTestCommandTest.DEPLOYMENT.replace("readOnly: true", "readOnly: yes"));

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Deployment serving: admitted");
  }

  private static String statefulSet(String fields) {
    return """
    kind: StatefulSet
    metadata: {name: server, namespace: team-a}
    spec:
      %s
      volumeClaimTemplates: [{metadata: {name: model}}]
      template:
        spec:
          containers:
          - name: server
            image: vllm
            volumeMounts: [{name: model, mountPath: /mnt/models, readOnly: true}]
    """
        .formatted(fields);
  }

  private void signed(String... claims) throws IOException {
    StringBuilder models = new StringBuilder();
    for (String claim : claims) {
      models.append(PolicyTestCommandTest.MODEL.replace("minilm", claim)).append("---\n");
    }
    write("models.yaml", models.toString());
  }

  @Test
  void everyPodOfAStatefulSetIsJudgedByItsOwnClaim() throws IOException {
    signed("model-server-0");

    PluginRun run = test(statefulSet("replicas: 2"));

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "StatefulSet server, pod server-0: admitted",
            "StatefulSet server, pod server-1: refused",
            "volume model (claim model-server-1)");
  }

  @Test
  void ordinalsOfAStatefulSetBeginWhereItSays() throws IOException {
    signed("model-server-1", "model-server-2");

    PluginRun run = test(statefulSet("ordinals: {start: 1}\n  replicas: 2"));

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("pod server-1: admitted", "pod server-2: admitted")
        .doesNotContain("server-0");
  }

  @Test
  void podsOfAStatefulSetThatAreNotJudgedAreAnAssumption() throws IOException {
    PluginRun run = test(statefulSet("replicas: 40"));

    assertThat(run.out())
        .contains(
            "pod server-15: refused",
            "assumed: of the 40 pods of StatefulSet server, each with claims of its own, the first"
                + " 16 are judged")
        .doesNotContain("server-16");
  }

  @Test
  void podsOfAStatefulSetThatShareAClaimAreJudgedOnce() throws IOException {
    PluginRun run =
        test(
            PolicyTestCommandTest.DEPLOYMENT
                .replace("Deployment", "StatefulSet")
                .replace("spec:\n  template", "spec:\n  replicas: 3\n  template"));

    assertThat(run.out()).startsWith("StatefulSet serving: admitted").doesNotContain(", pod");
  }

  @Test
  void podsOfExemptNamespacesAreAdmitted() throws IOException {
    String agent =
        """
        kind: DaemonSet
        metadata: {name: agent, namespace: kube-system}
        spec:
          template:
            spec:
              containers: [{name: agent, image: agent, securityContext: {privileged: true}}]
        """;

    PluginRun run = test(agent);
    PluginRun covered = test(agent.replace("kube-system", "monitoring"));
    PluginRun exempt = test(agent.replace("kube-system", "monitoring"), "--exempt", "monitoring");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains(
            "DaemonSet agent: admitted in namespace kube-system\n  no policy judges this pod",
            "assumed: namespace kube-system is exempt")
        .doesNotContain("every policy selects it");
    assertThat(covered.exit()).isEqualTo(1);
    assertThat(exempt.exit()).isZero();
  }
}
