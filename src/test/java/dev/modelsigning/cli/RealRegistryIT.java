// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.registry.image.TarLayer;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.RealRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code oms sign --oci} and {@code oms verify --oci} against a real registry. */
final class RealRegistryIT {
  @RegisterExtension static final RealRegistry REGISTRY = new RealRegistry();

  @TempDir private Path folder;

  private OmsRun run(String command) {
    return OmsRun.in(folder, (command + " --oci --registry-http").split(" "));
  }

  @Test
  void attachesASignatureThatItFindsAgain() {
    KeyFiles.write(folder);
    String image =
        REGISTRY.push("team/minilm", new TarLayer().file("model.bin", "weights").bytes());
    String other = REGISTRY.push("team/minilm", new TarLayer().file("model.bin", "other").bytes());

    OmsRun signing = run("sign key " + image + " --private-key key.pem");
    assertThat(signing.exit()).as(signing.err()).isZero();

    OmsRun verifying = run("verify key " + image + " --public-key public.pem");
    assertThat(verifying.exit()).as(verifying.err()).isZero();
    OmsRun unsigned = run("verify key " + other + " --public-key public.pem");
    assertThat(unsigned.exit()).isEqualTo(Exit.UNKNOWN.code());
    assertThat(unsigned.err()).contains("no signature of a model is attached");
  }
}
