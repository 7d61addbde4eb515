// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Values at paths. A look-up takes time in the length of its path, whatever the tree holds, as long
 * as few values share a path.
 */
final class PathTree<V> {
  private static final class Node<V> {
    private final Map<String, Node<V>> children = new HashMap<>();
    private final List<V> values = new ArrayList<>();
  }

  private final Node<V> root = new Node<>();

  void put(Directory path, V value) {
    Node<V> node = root;
    for (String name : path.names()) {
      node = node.children.computeIfAbsent(name, n -> new Node<>());
    }
    node.values.add(value);
  }

  /** A value at the path or above it. */
  Optional<V> atOrAbove(Directory path, Predicate<V> wanted) {
    return find(path, path.names().size(), wanted);
  }

  /** A value above the path. */
  Optional<V> above(Directory path, Predicate<V> wanted) {
    return find(path, path.names().size() - 1, wanted);
  }

  /** The value at the path, or else at the nearest one above it. */
  Optional<V> deepest(Directory path) {
    Node<V> node = root;
    Optional<V> found =
        node.values.isEmpty() ? Optional.empty() : Optional.of(node.values.getFirst());
    for (String name : path.names()) {
      node = node.children.get(name);
      if (node == null) {
        return found;
      }
      if (!node.values.isEmpty()) {
        found = Optional.of(node.values.getFirst());
      }
    }
    return found;
  }

  private Optional<V> find(Directory path, int deepest, Predicate<V> wanted) {
    Node<V> node = root;
    for (int depth = 0; depth <= deepest; depth++) {
      for (V value : node.values) {
        if (wanted.test(value)) {
          return Optional.of(value);
        }
      }
      node = depth == deepest ? null : node.children.get(path.names().get(depth));
      if (node == null) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The values below the path, at most so many. */
  List<V> below(Directory path, int most) {
    Node<V> node = root;
    for (String name : path.names()) {
      node = node.children.get(name);
      if (node == null) {
        return List.of();
      }
    }
    List<V> found = new ArrayList<>();
    Deque<Node<V>> ahead = new ArrayDeque<>(node.children.values());
    while (!ahead.isEmpty() && found.size() < most) {
      Node<V> next = ahead.removeFirst();
      found.addAll(next.values);
      ahead.addAll(next.children.values());
    }
    return found.subList(0, Math.min(most, found.size()));
  }

  /** Whether some value is at the path, above it or below it. */
  boolean touches(Directory path) {
    Node<V> node = root;
    for (String name : path.names()) {
      if (!node.values.isEmpty()) {
        return true;
      }
      node = node.children.get(name);
      if (node == null) {
        return false;
      }
    }
    return !node.values.isEmpty() || !node.children.isEmpty();
  }
}
