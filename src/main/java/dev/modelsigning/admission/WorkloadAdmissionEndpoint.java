// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;

/**
 * Warns the authors of workloads about their pods, and refuses nothing. It has a little room of its
 * own, so that warnings never take the place of decisions about pods; who finds none is not warned.
 */
@Path("/workload-admission")
public class WorkloadAdmissionEndpoint {
  private final AdmissionEndpoint endpoint;

  /** Constructed by the container. */
  public WorkloadAdmissionEndpoint(AdmissionEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Answers one review: 200 with warnings, or an error status, at which the API server admits the
   * workload, since the entries say so (failurePolicy Ignore).
   *
   * @param policies names of the policies that judge the pods, one path segment each
   */
  @POST
  @Path("{policies: .+}")
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response review(
      @PathParam("policies") String policies,
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_LENGTH) long contentLength) {
    return endpoint.reviewWorkload(ReviewPath.of(policies), body, contentLength);
  }
}
