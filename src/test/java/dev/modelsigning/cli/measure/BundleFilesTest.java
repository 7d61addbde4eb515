// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.testing.Bundles;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFilesTest {
  @TempDir Path temp;
  private Path model;
  private byte[] bundle = {};
  private BundleFiles files;

  @BeforeEach
  void signedModel() throws IOException {
    Path volume = temp.toRealPath();
    model = ModelDirectories.small(volume);
    bundle = Bundles.sign(Bundles.measure(model), Bundles.signer(TestPki.ecKey()));
    Files.write(model.resolve("model.sig"), bundle);
    files = new BundleFiles(VolumePaths.at(volume), model);
  }

  private void assertChanged() {
    assertThatExceptionOfType(ModelContentException.class)
        .isThrownBy(files::checkUnchanged)
        .returns(ModelContentException.Reason.CHANGED_WHILE_READING, ModelContentException::reason);
  }

  @Test
  void handsOverTheSignatureFileAndLeavesItOutOfTheModel() throws Exception {
    assertThat(files.signature("model.sig").orElseThrow().whole()).contains(bundle);
    assertThat(files.excluded()).containsExactly(model.resolve("model.sig"));
    files.checkUnchanged();
    assertThat(files.signature("onnx")).isEmpty();
    assertThat(files.signature("other.sig")).isEmpty();
  }

  @Test
  void noticesASignatureFileThatIsReplacedMeanwhile() throws Exception {
    files.signature("model.sig");
    ModelDirectories.write(model, "model.sig", "{}");
    assertChanged();
  }

  @Test
  void noticesALinkToTheSignatureThatLeadsElsewhereMeanwhile() throws Exception {
    Path link = Files.createSymbolicLink(model.resolve("link.sig"), Path.of("model.sig"));
    files.signature("link.sig");
    files.checkUnchanged();
    Files.write(model.resolve("copy.sig"), bundle);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("copy.sig"));
    assertChanged();
  }

  @Test
  void findsBundlesAtIgnoredPathsAndNothingElse() throws Exception {
    Files.write(model.resolve("second.sig"), bundle);
    ModelDirectories.write(model, "notes.txt", "not a bundle");
    files.findAtIgnoredPaths(
        Serialization.recording(List.of("second.sig", "notes.txt", "onnx", "missing")));
    assertThat(files.excluded()).containsExactly(model.resolve("second.sig"));
  }

  @Test
  void readsOnlyAFewFilesToFindBundles() throws Exception {
    List<String> names = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    for (String name : names) {
      Files.write(model.resolve(name), bundle);
    }
    files.findAtIgnoredPaths(Serialization.recording(names));
    assertThat(files.excluded()).hasSize(8);
  }
}
