// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.SigningOptions;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.testing.ModelDirectories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A claim that holds a clone whose large files were not fetched. */
class PointersIT extends SigningScenario {
  @BeforeEach
  void aCloneWithPointers() {
    ModelDirectories.write(
        model.folder(),
        "clone/model.safetensors",
        "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 90868373\n"
            .formatted("4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393"));
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
  }

  @Test
  void pointersAreNotSignedAndTheStatusNamesThemAndTheCommand() {
    signing.jobWith("sign", "clone", new SigningOptions());
    signing.runs(signing.running("sign"), model.folder());
    signing
        .becomes("sign", SigningState.Failed)
        .hasReason("ContentRefused")
        .says("'model.safetensors' is a Git LFS pointer", "git lfs pull", "allowPointers");
  }

  @Test
  void pointersAreSignedWhereTheJobSaysSo() {
    var options = new SigningOptions();
    options.allowPointers = true;
    signing.jobWith("sign", "clone", options);
    signing.runs(signing.running("sign"), model.folder());
    signing.becomes("sign", SigningState.Succeeded);
  }
}
