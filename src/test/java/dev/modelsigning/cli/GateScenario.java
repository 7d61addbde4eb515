// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static dev.modelsigning.cli.GateTrusts.trusted;

import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrustJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a model, its signature and a trust, and {@code oms gate} in it. */
abstract class GateScenario {
  static final KeyPair RELEASE = TestPki.ecKey();

  @TempDir private Path temporary;
  Path folder = Path.of("");
  Path model = Path.of("");

  @BeforeEach
  void signedModel() throws IOException {
    folder = temporary.toRealPath();
    model = ModelDirectories.small(folder);
    Files.write(
        folder.resolve("release.sig"),
        Bundles.sign(Bundles.measure(model), Bundles.signer(RELEASE)));
    trust("release", trusted(1, RELEASE));
  }

  void trust(String name, PublishedTrust trust) {
    ModelDirectories.write(folder, "trust/" + name, PublishedTrustJson.write(trust));
  }

  OmsRun gate(String... arguments) {
    return OmsRun.in(
        folder, Stream.concat(Stream.of("gate"), Arrays.stream(arguments)).toArray(String[]::new));
  }

  OmsRun gated(String... more) {
    List<String> all = new ArrayList<>(List.of("model", "--trust=trust/release"));
    all.addAll(List.of(more));
    return gate(all.toArray(String[]::new));
  }
}
