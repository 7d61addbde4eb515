// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private PluginRun test(String pods) throws IOException {
    write("pods.yaml", pods);
    return PluginRun.of(
        folder, Map.of(), "policy", "test", "policy.yaml", "-f", "pods.yaml", "-f", "models.yaml");
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
}
