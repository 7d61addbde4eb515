// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes down what a client asks the API server, each attempt, watches left out. */
public final class SentRequests implements Interceptor {
  private final Queue<String> sent = new ConcurrentLinkedQueue<>();

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    String query = String.valueOf(request.uri().getQuery());
    if (!query.contains("watch=true")) {
      sent.add(request.method() + " " + request.uri().getPath() + "?" + query);
    }
  }

  /** So far: method, path, question mark, query. */
  public List<String> soFar() {
    return List.copyOf(sent);
  }
}
