// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

/** A text is not the key or certificate that is wanted. */
public final class KeyMaterialException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String remedy;

  /** Creates one without a cause. */
  public KeyMaterialException(MaterialProblem problem) {
    super(problem.of("it"));
    this.what = problem.what();
    this.remedy = problem.remedy();
  }

  /** Creates one with its cause. */
  public KeyMaterialException(MaterialProblem problem, Throwable cause) {
    super(problem.of("it"), cause);
    this.what = problem.what();
    this.remedy = problem.remedy();
  }

  /** What it is instead, and what to do. */
  public MaterialProblem problem() {
    return new MaterialProblem(what, remedy);
  }
}
