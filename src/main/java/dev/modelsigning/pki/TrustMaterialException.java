// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configured key, certificate or trusted root cannot be used. The message names the authority and
 * a hint.
 */
public final class TrustMaterialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable String problem;
  private final @Nullable String remedy;

  /** Creates one without a cause. */
  public TrustMaterialException(String message) {
    super(message);
    this.problem = null;
    this.remedy = null;
  }

  /** Creates one with its cause. */
  public TrustMaterialException(String message, Throwable cause) {
    super(message, cause);
    this.problem = null;
    this.remedy = null;
  }

  /**
   * Creates one about a text that is not what is wanted.
   *
   * @param name names the text, such as "authority 'release': the key"
   */
  public TrustMaterialException(String name, MaterialProblem problem, @Nullable Throwable cause) {
    super(problem.of(name), cause);
    this.problem = name + " " + problem.what();
    this.remedy = problem.remedy();
  }

  /** The message without what to do about it. */
  public String problem() {
    return problem == null ? String.valueOf(getMessage()) : problem;
  }

  /** What to do, if this exception knows it better than its catcher. */
  public Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }
}
