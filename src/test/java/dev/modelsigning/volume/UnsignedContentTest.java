// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnsignedContentTest {
  private final ManifestStatus measured = new ManifestStatus();
  private final ModelRules rules = new ModelRules();

  private static IgnoredPathStatus at(String path, IgnoredKind kind) {
    IgnoredPathStatus status = new IgnoredPathStatus();
    status.path = path;
    status.kind = kind;
    status.files = 2L;
    status.names = List.of(path + "/HEAD");
    return status;
  }

  private Optional<String> objection() {
    return UnsignedContent.objection(measured, rules);
  }

  @Test
  void acceptsModelsWithNothingAtIgnoredPaths() {
    assertThat(objection()).isEmpty();
    assertThat(UnsignedContent.objection(null, null)).isEmpty();
  }

  @Test
  void refusesContentThatThePolicyDoesNotName() {
    measured.ignored = List.of(at(".git", IgnoredKind.Folder));
    assertThat(objection()).contains("'.git' (Folder, 2 files: .git/HEAD)");
    assertThat(UnsignedContent.objection(measured, null)).isPresent();
  }

  @Test
  void acceptsAPathThatThePolicyNamesAndWhatLiesBelowIt() {
    rules.ignoredPaths = List.of(".git", ".cache");
    measured.ignored =
        List.of(at(".git", IgnoredKind.Folder), at(".cache/huggingface", IgnoredKind.Folder));
    assertThat(objection()).isEmpty();
  }

  @Test
  void comparesWholeComponents() {
    rules.ignoredPaths = List.of(".git", "logs/run");
    measured.ignored = List.of(at(".github", IgnoredKind.Folder));
    assertThat(objection()).isPresent();
    measured.ignored = List.of(at("logs", IgnoredKind.Folder));
    assertThat(objection()).isPresent();
  }

  @Test
  void acceptsAFolderThatNeverHeldAnything() {
    measured.ignored = List.of(at("lost+found", IgnoredKind.Empty));
    assertThat(objection()).isEmpty();
  }

  @Test
  void knowsWhichPathsHoldOnlyWhatNobodySigned() {
    measured.ignored = List.of(at(".git", IgnoredKind.Folder));
    assertThat(UnsignedContent.isAt(measured, ".git")).isTrue();
    assertThat(UnsignedContent.isAt(measured, ".git/objects")).isTrue();
    assertThat(UnsignedContent.isAt(measured, ".github")).isFalse();
    assertThat(UnsignedContent.isAt(measured, "")).isFalse();
    assertThat(UnsignedContent.isAt(null, ".git")).isFalse();
  }

  @Test
  void refusesPathsThatAreNotListed() {
    rules.ignoredPaths = List.of(".git");
    measured.ignored = List.of(at(".git", IgnoredKind.Folder));
    measured.ignoredMore = 3;
    assertThat(objection()).contains("3 paths, too many to list");
  }

  @Test
  void namesAFewOfMany() {
    measured.ignored = IntStream.range(0, 7).mapToObj(i -> at("p" + i, IgnoredKind.Link)).toList();
    measured.ignoredMore = 2;
    assertThat(objection().orElseThrow())
        .contains("'p0'", "'p2'", " and 6 more")
        .doesNotContain("'p3'");
  }
}
