// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;

import dev.modelsigning.admission.FakeCluster;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /dev/shm} is one directory for all containers of a pod, without a volume. */
final class SharedMemoryTest {
  private static final String FILLER = "initContainers: [{name: fill, image: i}]\n";
  private static final String SIDECAR =
      "initContainers: [{name: fill, image: i, restartPolicy: Always}]\n";

  private static AdmissionDecision decide(String pod, String fields, String mounts) {
    String spec =
        pod
            + """
            containers:
            - name: server
              image: i
              %s
              volumeMounts:
              - {name: m, mountPath: /mnt/models, readOnly: true}
              %s
            volumes:
            - {name: m, persistentVolumeClaim: {claimName: model}}
            - {name: shm, emptyDir: {medium: Memory}}
            """
                .formatted(fields, mounts);
    return new PodDecision(new FakeCluster(), Clock.systemUTC(), Set.of())
        .decide(Pods.create(Pods.pod(spec)));
  }

  private static String offline(String variable, String fields) {
    return "env: [{name: HF_HUB_OFFLINE, value: '1'}%s]\n  %s".formatted(variable, fields);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HF_HOME", "HF_HUB_CACHE", "HOME"})
  void cacheInSharedMemoryIsRefused(String variable) {
    String cache =
        offline(", {name: " + variable + ", value: /dev/shm/hf}", "args: [--model, o/m]");

    assertThat(decide(FILLER, cache, ""))
        .isDenied("/dev/shm, which all containers of the pod share");
    assertThat(decide(SIDECAR, cache, ""))
        .isDenied("/dev/shm, which all containers of the pod share");
    assertThat(decide("hostIPC: true\n", cache, ""))
        .isDenied("/dev/shm, which all containers of the pod share");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args: [--model, /mnt/models, --download-dir, /dev/shm/hf, --tokenizer, org/t]",
        "args: [--model, /mnt/models, --lora-modules, a=org/l]\n  workingDir: /dev/shm",
        "args: [--model, m]\n  workingDir: /dev/shm",
      })
  void whatIsLoadedFromSharedMemoryIsRefused(String fields) {
    assertThat(decide(FILLER, offline("", fields), ""))
        .isDenied("/dev/shm, which all containers of the pod share");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proc/self/root/dev/shm/hf",
        "/proc/1/root/dev/shm/hf",
        "/proc/thread-self/cwd/hf",
        "/dev/fd/9",
        "/dev/./shm//hf"
      })
  void wayThroughAProcessMayLeadThereToo(String cache) {
    String server = offline(", {name: HF_HOME, value: " + cache + "}", "args: [--model, org/m]");
    assertThat(decide(FILLER, server, ""))
        .isDenied("/dev/shm, which all containers of the pod share");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hostname", "hosts", "resolv.conf"})
  void filesThatRuntimesMakeForThePodAreRefused(String file) {
    String server = "command: [llama-server, -m, " + file + "]\n  workingDir: /etc";
    assertThat(decide(FILLER, server, ""))
        .isDenied("/etc/" + file + ", which all containers of the pod share");
  }

  @Test
  void mountAboveSharedMemoryIsNoMountOfItsOwn() {
    String cache = offline(", {name: HF_HOME, value: /dev/shm/hf}", "args: [--model, org/m]");
    assertThat(decide(FILLER, cache, "- {name: shm, mountPath: /dev}"))
        .isDenied("/dev/shm, which all containers of the pod share");
  }

  @Test
  void sharedMemoryThatNobodyElseWritesIsNoSource() {
    String cache = offline(", {name: HF_HOME, value: /dev/shm/hf}", "args: [--model, org/m]");
    assertThat(decide("", cache, "")).isAllowed();
    assertThat(decide(FILLER, cache, "- {name: shm, mountPath: /dev/shm}")).isAllowed();
    assertThat(decide(FILLER, "args: [--model, /mnt/models]", "")).isAllowed();
  }
}
