// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.ExecActionBuilder;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReadPodTest {
  private static final ExecAction SERVING =
      new ExecActionBuilder().withCommand("vllm", "serve", "org/model").build();

  /** Each alone changes what a container loads. */
  private static final List<UnaryOperator<ContainerBuilder>> CHANGES =
      List.of(
          c -> c,
          c -> c.withImage("vllm"),
          c -> c.withCommand("vllm", "serve", "org/model"),
          c -> c.withArgs("--model", "org/model"),
          c -> c.withArgs("--model", "models/one"),
          c -> c.withArgs("--model", "models/one").withWorkingDir("/srv"),
          c -> c.addNewEnv().withName("MODEL_ID").withValue("org/model").endEnv(),
          c -> c.addNewEnv().withName("MODEL_ID").withValue("org/other").endEnv(),
          c -> c.addNewEnv().withName("MODEL_ID").withValueFrom(new EnvVarSource()).endEnv(),
          c -> c.withImage("vllm").addNewEnvFrom().endEnvFrom(),
          c -> c.withImage("vllm").addNewEnvFrom().withPrefix("X_").endEnvFrom(),
          c ->
              c.withLifecycle(
                  new LifecycleBuilder()
                      .withNewPostStart()
                      .withExec(SERVING)
                      .endPostStart()
                      .build()),
          c ->
              c.withLifecycle(
                  new LifecycleBuilder().withNewPreStop().withExec(SERVING).endPreStop().build()),
          c -> c.withStartupProbe(new ProbeBuilder().withExec(SERVING).build()),
          c -> c.withLivenessProbe(new ProbeBuilder().withExec(SERVING).build()),
          c -> c.withReadinessProbe(new ProbeBuilder().withExec(SERVING).build()));

  @Test
  void readsEachContainerAsIfItWereAlone() {
    List<Container> containers = new ArrayList<>();
    for (int i = 0; i < 2 * CHANGES.size(); i++) {
      containers.add(
          CHANGES
              .get(i % CHANGES.size())
              .apply(new ContainerBuilder().withName("container-" + i).withImage("image"))
              .build());
    }
    var read = new ReadPod(containers).by(Catalog.SHIPPED);
    Loading alone = new Loading(Catalog.SHIPPED);
    assertThat(read).hasSize(containers.size());
    for (Container container : containers) {
      assertThat(read.get(container.getName()))
          .as(container.toString())
          .isEqualTo(alone.of(container));
    }
  }

  @Test
  void readsContainersThatAreWrittenAlikeOnce() {
    Container one = new ContainerBuilder().withName("one").withArgs("--model", "org/m").build();
    Container other = new ContainerBuilder(one).withName("other").build();
    var read = new ReadPod(List.of(one, other)).by(Catalog.SHIPPED);
    assertThat(read.get("one")).isSameAs(read.get("other"));
  }
}
