// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendTest {
  private static boolean reaches(Backend from, Backend to) {
    return !Collections.disjoint(from.reachedBy(), to.heldUnder());
  }

  private static Backend nfs(String path) {
    return new Backend(Backend.realm("nfs", "server"), path);
  }

  @ParameterizedTest
  @CsvSource({
    "/models,/models",
    "/models,/models/",
    "/models,//models/.",
    "/models,/models/llama",
    "/models,/",
    "/models/a/../llama,/models/llama",
    "/../models,/models"
  })
  void directoriesThatContainEachOtherReachEachOtherEitherWay(String left, String right) {
    assertThat(reaches(nfs(left), nfs(right))).isTrue();
    assertThat(reaches(nfs(right), nfs(left))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"/models,/models2", "/models/a,/models/b", "/a/models,/models"})
  void othersDoNot(String left, String right) {
    assertThat(reaches(nfs(left), nfs(right))).isFalse();
    assertThat(reaches(nfs(right), nfs(left))).isFalse();
  }

  @Test
  void sameDirectoryOfAnotherServerIsNotReached() {
    assertThat(reaches(nfs("/m"), new Backend(Backend.realm("nfs", "other"), "/m"))).isFalse();
  }

  @Test
  void partsOfARealmDoNotRunIntoEachOther() {
    assertThat(Backend.realm("a", "bc")).isNotEqualTo(Backend.realm("ab", "c"));
  }

  @Test
  void numberAndLengthOfKeysAreBounded() {
    Backend deep = nfs("/d".repeat(2000));
    assertThat(deep.heldUnder()).hasSizeLessThan(40).allMatch(key -> key.length() == 32);
    assertThat(reaches(nfs("/d".repeat(1999)), deep)).isTrue();
    assertThat(reaches(deep, nfs("/d"))).isTrue();
  }
}
