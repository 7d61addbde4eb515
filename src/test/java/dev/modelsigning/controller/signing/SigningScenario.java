// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.testing.story.OperatorScenario;
import org.junit.jupiter.api.BeforeEach;

/** {@link OperatorScenario} with what people do to have models signed. */
abstract class SigningScenario extends OperatorScenario {
  /** The claim that {@link SigningStory#job} signs. */
  static final String CLAIM = "minilm";

  SigningStory signing;

  @BeforeEach
  void beginSigning() {
    signing = new SigningStory(API.admin(), system, team, when);
  }
}
