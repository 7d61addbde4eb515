// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.signing.BundleSigner;
import dev.modelsigning.statement.Annotations;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference verifies bundles that hold annotations about the model. */
class AnnotationsInteropIT {
  @TempDir Path temp;

  @Test
  void annotatedBundlesVerifyThere() throws Exception {
    Reference reference = Reference.installed();
    Path model = ModelDirectories.small(temp);
    Path signature = temp.resolve("model.sig");
    KeyPair key = TestPki.ecKey();
    Manifest manifest =
        new ModelHasher().hash(model, Serialization.files(), HashOptions.defaults());
    Annotations annotations =
        new Annotations(
            Map.of(Annotations.PREFIX + "license", "Apache-2.0", "example.com/text", "价值 \"x\""));
    Files.write(signature, new BundleSigner().sign(manifest, annotations, Bundles.signer(key)));
    Path publicKey = ModelDirectories.write(temp, "key.pub", TestPki.publicPem(key));
    Object[] command = {
      "verify", "key", model, "--signature", signature, "--public_key", publicKey
    };

    reference.run(command);

    ModelDirectories.flipBit(model.resolve("onnx/model.onnx"), 0);
    assertThat(reference.outcome(command).status()).isNotZero();
  }
}
