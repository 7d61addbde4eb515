// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.manifest.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SignedModelArgumentsTest {
  private static SignedModelArguments parsed(String... options) {
    SignedModelArguments arguments = new SignedModelArguments();
    String[] all = new String[options.length + 1];
    System.arraycopy(options, 0, all, 0, options.length);
    all[options.length] = "model";
    new CommandLine(arguments).parseArgs(all);
    return arguments;
  }

  @Test
  void autoSignsShardsOfLargeFilesOnly() throws CommandFailure {
    SignedModelArguments auto = parsed("--shard-size", "auto");
    long limit = SignedModelArguments.SHARDS_ABOVE;
    assertThat(auto.dependsOnSizes()).isTrue();
    assertThat(auto.serialization(limit).shardSize()).isEmpty();
    assertThat(auto.serialization(limit + 1).shardSize())
        .hasValue(Serialization.DEFAULT_SHARD_SIZE);
  }

  @Test
  void autoLeavesFilesWholeThatAllThreadsHashTogether() throws CommandFailure {
    SignedModelArguments auto = parsed("--shard-size", "auto", "--hash-algorithm", "BLAKE3");
    assertThat(auto.dependsOnSizes()).isFalse();
    assertThat(auto.serialization(Long.MAX_VALUE).shardSize()).isEmpty();
  }

  @Test
  void shardsAreProposedOnlyWhereNobodyChose() {
    assertThat(parsed().mayPropose()).isTrue();
    assertThat(parsed("--shard-size", "1000").mayPropose()).isFalse();
    assertThat(parsed("--hash-algorithm", "blake3").mayPropose()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "Auto", "1G", "9223372036854775808"})
  void refusesWhatIsNoSize(String size) {
    assertThatThrownBy(() -> parsed("--shard-size", size).serialization(0))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--shard-size is '" + size + "'");
  }
}
