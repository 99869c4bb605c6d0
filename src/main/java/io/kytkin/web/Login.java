package io.kytkin.web;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.web.handler.AuthenticationHandler;
import io.vertx.ext.web.handler.BasicAuthHandler;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationConfigEntry;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig.AuthenticationHandlerFactory;

/**
 * The name and password that REST asks for (basic authentication, RFC 7617). Camel's own option wants the password in
 * a second file; here it comes from the settings. Compared in constant time, never shown.
 */
public final class Login implements AuthenticationProvider {
    private static final String REALM = "Kytkin";

    private final String username;
    private final byte[] password;

    public Login(String username, String password) {
        this.username = Objects.requireNonNull(username);
        this.password = password.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    @SuppressWarnings("deprecation") // the form that replaces it still calls this one in Vert.x 4
    public void authenticate(JsonObject credentials, Handler<AsyncResult<User>> answer) {
        boolean sameName = MessageDigest.isEqual(bytes(credentials.getString("username")), bytes(username));
        boolean samePassword = MessageDigest.isEqual(bytes(credentials.getString("password")), password);
        answer.handle(sameName & samePassword ? Future.succeededFuture(User.fromName(username))
                : Future.failedFuture("wrong name or password"));
    }

    /** What makes Camel's server ask for this login before anything else sees a call. */
    AuthenticationConfigEntry entryFor(String path) {
        AuthenticationConfigEntry entry = new AuthenticationConfigEntry();
        entry.setPath(path);
        entry.setAuthenticationProviderFactory(vertx -> this);
        entry.setAuthenticationHandlerFactory(new AuthenticationHandlerFactory() {
            @Override
            public <T extends AuthenticationProvider> AuthenticationHandler createAuthenticationHandler(T provider) {
                return BasicAuthHandler.create(provider, REALM);
            }
        });
        return entry;
    }

    private static byte[] bytes(String text) {
        return text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Login of " + username;
    }
}
