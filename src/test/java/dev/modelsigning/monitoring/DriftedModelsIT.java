// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.VerifiedContentStatus;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.KubeconfigFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the page has people run when ModelSignatureContentDrifted fires, whatever policies say. */
final class DriftedModelsIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private static final Pattern COMMAND =
      Pattern.compile("(?s)\n### ModelSignatureContentDrifted\n.*?```sh\n(.*?)```");

  private final String namespace = API.newNamespace("drifted", Map.of());

  @TempDir Path folder;

  @Test
  void commandOfThePageNamesModelsThatHoldOtherContent() throws Exception {
    model("verified", verified(null));
    model("changed", verified("2026-11-21T10:35:29Z"));
    ModelSignatureStatus nodes = new ModelSignatureStatus();
    nodes.nodes = List.of(node("node-1", null), node("node-2", "2026-11-21T11:00:00Z"));
    model("changed-on-a-node", nodes);
    model("new", new ModelSignatureStatus());

    assertThat(run(command()).lines().filter(line -> line.startsWith(namespace + "/")))
        .containsExactlyInAnyOrder(
            namespace + "/changed 2026-11-21T10:35:29Z",
            namespace + "/changed-on-a-node 2026-11-21T11:00:00Z");
  }

  private static ModelSignatureStatus verified(@Nullable String driftedAt) {
    var status = new ModelSignatureStatus();
    status.verifiedContent = content(driftedAt);
    return status;
  }

  private static NodeVerdictStatus node(String name, @Nullable String driftedAt) {
    var entry = new NodeVerdictStatus();
    entry.name = name;
    entry.uid = name + " uid";
    entry.verifiedContent = content(driftedAt);
    return entry;
  }

  private static VerifiedContentStatus content(@Nullable String driftedAt) {
    var content = new VerifiedContentStatus();
    content.digest = "sha256:" + "0".repeat(64);
    content.driftedAt = driftedAt;
    return content;
  }

  private void model(String claim, ModelSignatureStatus status) {
    ModelSignature signature = CustomResources.modelSignature(namespace, claim);
    signature = API.admin().resource(signature).create();
    signature.setStatus(status);
    API.admin().resource(signature).updateStatus();
  }

  private static String command() throws IOException {
    return COMMAND
        .matcher(Files.readString(Path.of("docs/monitoring.md")))
        .results()
        .findFirst()
        .map((MatchResult found) -> found.group(1))
        .orElseThrow();
  }

  private String run(String command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
    builder.environment().put("PATH", API.kubectl().getParent() + ":" + System.getenv("PATH"));
    builder
        .environment()
        .put("KUBECONFIG", KubeconfigFile.write(API.adminConfig(), folder).toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
