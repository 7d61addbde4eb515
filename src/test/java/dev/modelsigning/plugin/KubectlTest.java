// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands use kubectl, and what they say of what it answers. */
final class KubectlTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path folder;

  private PluginRun run(String kubectl, String... arguments) throws IOException {
    Path program = FakeKubectl.write(folder, kubectl);
    return PluginRun.of(folder, Map.of("OMS_KUBECTL", program.toString()), CLOCK, arguments);
  }

  @Test
  void missingKubectlIsNamedWithTheWayOut() {
    PluginRun run =
        PluginRun.of(folder, Map.of("OMS_KUBECTL", folder.resolve("none").toString()), "status");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("none' cannot be run", "hint: put kubectl on the PATH");
  }

  @Test
  void optionsOfKubectlArePassedOnAsOneArgumentEach() throws IOException {
    PluginRun run =
        run(
            "for a in \"$@\"; do echo \"<$a>\"; done >>"
                + folder.resolve("calls")
                + "; echo '{\"spec\": {}}'",
            "measure",
            "minilm",
            "-n",
            "team-a; rm -rf /",
            "--context",
            "$(id)",
            "--as",
            "anna",
            "--as-group",
            "x",
            "--as-group",
            "y");

    assertThat(run.exit()).isZero();
    assertThat(Files.readAllLines(folder.resolve("calls")))
        .containsExactly(
            "<--context=$(id)>",
            "<--as=anna>",
            "<--as-group=x>",
            "<--as-group=y>",
            "<annotate>",
            "<--overwrite>",
            "<-o>",
            "<json>",
            "<--namespace=team-a; rm -rf />",
            "<modelsignatures.modelsigning.dev/minilm>",
            "<modelsigning.dev/measure-again=2026-11-29T12:00:00Z>");
  }

  @Test
  void wishThatNothingFollowsFromSaysWhy() throws IOException {
    PluginRun suspended =
        run("echo '{\"spec\": {\"verification\": {\"suspend\": true}}}'", "measure", "minilm");
    PluginRun image = run("echo '{\"spec\": {\"source\": {\"image\": {}}}}'", "measure", "minilm");

    PluginRun refused =
        run(
            "echo '{\"spec\": {\"signature\": {\"inline\": {}}}, \"status\": {\"verdict\":"
                + " \"Rejected\", \"reason\": \"SignerUntrusted\"}}'",
            "measure",
            "minilm");

    assertThat(refused.out())
        .contains(
            "nothing is measured while the signature is refused (SignerUntrusted): Sign with");
    assertThat(suspended.out()).contains("minilm; nothing is measured before", "suspend is unset");
    assertThat(image.out()).contains("nothing will be measured: an image never changes");
  }

  @Test
  void whatKubectlRefusesIsSaidInItsWords() throws IOException {
    PluginRun run = run("echo 'Error from server (Forbidden): no' >&2; exit 1", "status");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("error: kubectl: Error from server (Forbidden): no", "hint: ");
    assertThat(run("echo 'error: no such type' >&2; exit 1", "status").err())
        .contains("error: kubectl: no such type\n");
  }

  @Test
  void kindAndNameMayBeTwoWords() throws IOException {
    String kubectl = "echo \"$@\" >>" + folder.resolve("calls") + "; exit 1";

    run(kubectl, "explain", "deploy/server", "-n", "team-a");
    run(kubectl, "explain", "deploy", "server", "-n", "team-a");

    assertThat(Files.readAllLines(folder.resolve("calls")))
        .hasSize(2)
        .containsOnly("get deploy/server -o json --namespace=team-a");
  }

  @Test
  void whatLibrariesOfKubectlLogIsLeftOut() throws IOException {
    PluginRun run =
        run(
            """
            echo 'E1129 12:01:31.369849    6493 memcache.go:265] "Unhandled Error" err="x"' >&2
            echo 'The connection to the server was refused' >&2
            echo 'did you specify the right host?' >&2
            exit 1\
            """,
            "status");

    assertThat(run.err())
        .startsWith(
            "error: kubectl: The connection to the server was refused | did you specify the right"
                + " host?\n");
  }

  @Test
  void outputThatIsNoJsonIsAnError() throws IOException {
    PluginRun run = run("echo nonsense", "status");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("kubectl printed something else than JSON");
  }

  @Test
  void argumentsThatAreOptionsOfKubectlAreRefused() throws IOException {
    String kubectl = "echo called >" + folder.resolve("called");

    assertThat(run(kubectl, "why", "Some_Name").err()).contains("cannot be the name");
    assertThat(run(kubectl, "explain", "pod").err()).contains("'pod' does not name an object");
    assertThat(run(kubectl, "explain", "pod", "a/b").err()).contains("does not name an object");
    assertThat(run(kubectl, "explain").err()).contains("nothing to explain is named");
    assertThat(run(kubectl, "explain", "pod/x", "-f", "file").err())
        .contains("both an object and a file");
    assertThat(folder.resolve("called")).doesNotExist();
  }

  @Test
  void largeInputAndOutputPassAtTheSameTime() throws IOException {
    Files.writeString(
        folder.resolve("pod.yaml"),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {a: "
            + "x".repeat(300_000)
            + "}}\nspec: {containers: []}\n");

    PluginRun run =
        run(
            "case \"$*\" in create*) cat >&2; exit 1;; *) exit 1;; esac",
            "explain",
            "-f",
            "pod.yaml");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).contains("Pod p: cannot be told").hasSizeGreaterThan(300_000);
  }

  @Test
  void podWhoseNameIsTakenIsTriedUnderAnotherName() throws IOException {
    Files.writeString(
        folder.resolve("pod.yaml"),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n");

    PluginRun run =
        run(
            "case \"$1\" in create) if grep -q generateName; then"
                + " echo '{\"metadata\": {\"namespace\": \"team-a\"}}'; else"
                + " echo 'pods \"p\" already exists' >&2; exit 1; fi;; *) exit 1;; esac",
            "explain",
            "-f",
            "pod.yaml");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("Pod p: admitted in namespace team-a, not judged", "you may not read which");
  }

  @Test
  void podsOfSeveralFilesAreExplained() throws IOException {
    for (String name : List.of("a", "b")) {
      Files.writeString(
          folder.resolve(name + ".yaml"),
          "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\nspec: {containers: []}\n");
    }

    PluginRun run = run("cat >&2; exit 1", "explain", "-f", "a.yaml", "-f", "b.yaml");

    assertThat(run.out()).contains("Pod a: cannot be told", "Pod b: cannot be told");
  }

  /** A policy may select its labels, and covers it all the same not. */
  @Test
  void exemptNamespaceIsNamedAsTheReasonWhyNobodyJudges() throws IOException {
    Files.writeString(
        folder.resolve("pod.yaml"),
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n");

    PluginRun run =
        run(
            "case \"$1\" in create) echo '{\"metadata\": {\"namespace\": \"kube-system\"}}';;"
                + " *) echo '{\"items\": [{\"metadata\": {\"name\": \"p\"}, \"spec\": {\"match\":"
                + " {\"namespaceSelector\": {}}}}]}';; esac",
            "explain",
            "-f",
            "pod.yaml");

    assertThat(run.out()).contains("not judged", "namespace kube-system is exempt by default");
  }

  @Test
  void watchPrintsALineForEachChange() throws IOException {
    PluginRun run =
        run(
            """
            cat <<'END'
            {"type": "ADDED", "object": {"metadata": {"namespace": "a", "name": "m"}, "status": {
             "verdict": "Unknown", "reason": "Measuring",
             "progress": {"bytesDone": 1000000000, "bytesTotal": 4000000000, "percent": 25, "bytesPerSecond": 50000000}}}}
            {"type": "MODIFIED", "object": {"metadata": {"namespace": "a", "name": "m"}, "status": {
             "verdict": "Verified", "reason": "SignatureVerified"}}}
            {"type": "DELETED", "object": {"metadata": {"namespace": "a", "name": "m"}, "status": {
             "verdict": "Verified", "reason": "SignatureVerified"}}}
            END\
            """,
            "status",
            "-w");

    assertThat(run.exit()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "2026-11-29T12:00:00Z a/m Unknown (Measuring), 25%, 1.00 GB of 4.00 GB, 50.0 MB/s, 1m"
                + " left",
            "2026-11-29T12:00:00Z a/m Verified (SignatureVerified)",
            "2026-11-29T12:00:00Z a/m Verified (SignatureVerified), deleted");
  }
}
