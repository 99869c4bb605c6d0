package io.kytkin.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.RestRegistry;
import org.apache.camel.support.PluginHelper;

/**
 * What happens to calls that no route answers: unknown address, wrong method, failed login, too large a body. All
 * become problem details, as REST's own refusals are.
 */
final class WebEdge {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Pattern OWN_NAMES = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile("\\{[^/}]+}");
    private static final List<String> TALKATIVE = List.of("stackTrace", "exposureLevel", "data");

    private final CamelContext context;
    private final boolean loginNeeded;

    WebEdge(CamelContext context, boolean loginNeeded) {
        this.context = context;
        this.loginNeeded = loginNeeded;
    }

    void guard(Router router) {
        router.route(WebServerFactory.PROTECTED_PATH).order(Integer.MIN_VALUE).handler(this::refuseForeignPages);
        router.route().handler(WebEdge::forgetPassword);
        router.route("/observe/*").order(Integer.MIN_VALUE).handler(WebEdge::keepHealthShort);
        router.route().order(Integer.MAX_VALUE).handler(this::nothingHere).failureHandler(WebEdge::failed);
    }

    /**
     * A page of another site may make a browser send calls here, where nobody has to log in or the browser remembers
     * the login. Browsers name the page's site in Origin whenever a call could change something. A site may also let
     * its own name lead here (DNS rebinding); where nobody has to log in, only this machine's own names are taken.
     */
    private void refuseForeignPages(RoutingContext call) {
        call.response().putHeader("Cache-Control", "no-store");
        HttpServerRequest request = call.request();
        String host = request.authority() == null ? "" : request.authority().toString();
        String origin = request.getHeader("Origin");
        if (!loginNeeded && !OWN_NAMES.matcher(host).matches()) {
            answer(call, Problem.of(403, "Without http.username and http.password, REST is called as localhost or "
                    + "127.0.0.1 only."));
        } else if (origin != null && !READING.contains(request.method()) && !isSame(origin, host)) {
            answer(call, Problem.of(403, "Calls that change something are not taken from pages of another site."));
        } else {
            call.next();
        }
    }

    /** The login was checked before; from here on the password would only travel through messages and logs. */
    private static void forgetPassword(RoutingContext call) {
        call.request().headers().remove("Authorization");
        call.next();
    }

    private static boolean isSame(String origin, String host) {
        try {
            return host.equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Camel's health answer shows stack traces to whoever asks for them; nobody does here. */
    private static void keepHealthShort(RoutingContext call) {
        TALKATIVE.forEach(call.request().params()::remove);
        call.next();
    }

    private void nothingHere(RoutingContext call) {
        Set<String> methods = methodsOf(call.normalizedPath());
        if (methods.isEmpty()) {
            answer(call, Problem.notFound("There is nothing at this address; /openapi.json lists all of them."));
        } else {
            call.response().putHeader("Allow", String.join(", ", methods));
            answer(call, Problem.of(405, call.request().method() + " is not possible here; "
                    + String.join(" and ", methods) + (methods.size() == 1 ? " is." : " are.")));
        }
    }

    private Set<String> methodsOf(String path) {
        Set<String> methods = new TreeSet<>();
        for (RestRegistry.RestService service : PluginHelper.getRestRegistry(context).listAllRestServices()) {
            String template = "/" + service.getBasePath() + "/" + service.getUriTemplate();
            String expression = PARAMETER.matcher(template.replaceAll("/+", "/").replaceAll("/$", ""))
                    .replaceAll("[^/]+");
            if (path.matches(expression)) {
                methods.add(service.getMethod().toUpperCase(Locale.ROOT));
            }
        }
        return methods;
    }

    private static void failed(RoutingContext call) {
        if (call.response().headWritten()) {
            call.request().connection().close();
            return;
        }
        int status = call.statusCode() < 400 ? 500 : call.statusCode();
        answer(call, Problem.of(status, switch (status) {
            case 400 -> "The request is not well formed: an address or a header of it can't be decoded.";
            case 401 -> "This needs the name and password of http.username and http.password (basic authentication).";
            case 413 -> "The body is larger than 1 MB.";
            default -> "The server could not handle the request; its log may say more.";
        }));
    }

    static void answer(RoutingContext call, Problem problem) {
        call.response().setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE);
        call.end(Buffer.buffer(Json.write(problem.details())));
    }
}
