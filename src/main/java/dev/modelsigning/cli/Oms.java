package dev.modelsigning.cli;

/** x. */
public final class Oms {
  private Oms() {}

  /** x. */
  public static void main(String[] args) {
    System.out.println("oms");
  }
}
