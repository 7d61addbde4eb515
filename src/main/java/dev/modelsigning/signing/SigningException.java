// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.MaterialProblem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model cannot be signed. The message names the key, certificate or service, and a hint. */
public final class SigningException extends Exception {
  private static final long serialVersionUID = 1L;

  private final @Nullable String problem;
  private final @Nullable String remedy;

  /** Creates one without a cause. */
  public SigningException(String message) {
    super(message);
    this.problem = null;
    this.remedy = null;
  }

  /** Creates one with its cause. */
  public SigningException(String message, Throwable cause) {
    super(message, cause);
    this.problem = null;
    this.remedy = null;
  }

  /**
   * Creates one about a key or certificate that is not what is wanted.
   *
   * @param name names it, such as "the private key"
   */
  public SigningException(String name, MaterialProblem problem, @Nullable Throwable cause) {
    super(problem.of(name), cause);
    this.problem = name + " " + problem.what();
    this.remedy = problem.remedy();
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  /** The message without what to do about it. */
  public String problem() {
    return problem == null ? getMessage() : problem;
  }

  /** What to do, if this exception knows it better than its catcher. */
  public Optional<String> remedy() {
    return Optional.ofNullable(remedy);
  }
}
