package io.kytkin.sandbox.service;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/**
 * Lets scripts of pages from elsewhere (CORS) use the Web API: answers the question a browser asks beforehand, which
 * bears no token, and names the headers such a script may read. Where no token is asked for, only pages of this
 * machine may: any page on the internet could otherwise write into the sandbox of whoever looks at it.
 */
final class Browsers implements Handler<RoutingContext> {
    private static final Pattern THIS_MACHINE =
        Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");
    private static final String READABLE = "Preference-Applied,OData-EntityId,Location,ETag,OData-Version,"
        + "Content-Encoding,Transfer-Encoding,Content-Length,Retry-After";

    private final boolean askForTokens;

    Browsers(boolean askForTokens) {
        this.askForTokens = askForTokens;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader("Origin");
        boolean trusted = origin != null && (askForTokens || THIS_MACHINE.matcher(origin).matches());
        if (trusted) {
            context.response().putHeader("Access-Control-Allow-Origin", origin).putHeader("Vary", "Origin")
                .putHeader("Access-Control-Expose-Headers", READABLE);
        }
        String method = request.getHeader("Access-Control-Request-Method");
        if (!trusted || method == null || request.method() != HttpMethod.OPTIONS) {
            context.next();
            return;
        }
        String headers = request.getHeader("Access-Control-Request-Headers");
        context.response().putHeader("Access-Control-Allow-Methods", "GET,POST,PATCH,PUT,DELETE")
            .putHeader("Access-Control-Allow-Headers", headers == null ? "Authorization" : headers)
            .putHeader("Access-Control-Max-Age", "3600").end();
    }
}
