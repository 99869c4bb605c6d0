package io.kytkin.web;

import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.vertx.auth.AuthenticationConfig;
import org.apache.camel.main.HttpServerConfigurationProperties;

/**
 * Makes camel-main's embedded server, with the login for REST and with plain answers to calls that reach no route.
 * camel-main uses the factory that it finds in the registry; host, port and size of bodies stay {@code camel.server.*}.
 */
public final class WebServerFactory extends DefaultMainHttpServerFactory {

    /** REST: everything below this path needs the login, if there is one. */
    public static final String PROTECTED_PATH = "/api/*";

    private static final String EVERYTHING = "/*";

    private static final long GREATEST_BODY = 1024L * 1024;

    private final Login login;
    private final boolean loopback;
    private final JobEvents events;

    /**
     * @param login    null: nobody has to log in, which is right on loopback only
     * @param loopback whether only this machine can call: then health, metrics and the contract are open to all
     */
    public WebServerFactory(Login login, boolean loopback, JobEvents events) {
        this.login = login;
        this.loopback = loopback;
        this.events = events;
    }

    @Override
    public Service newHttpServer(CamelContext camelContext, HttpServerConfigurationProperties configuration) {
        MainHttpServer server = new MainHttpServer() {
            @Override
            protected void doStart() throws Exception {
                super.doStart();
                new WebEdge(camelContext, login != null).guard(getRouter());
                events.serve(getRouter());
            }
        };
        server.setCamelContext(camelContext);
        server.setHost(configuration.getHost());
        server.setPort(configuration.getPort());
        server.setPath(configuration.getPath());
        server.setMaxBodySize(configuration.getMaxBodySize() == null ? Long.valueOf(GREATEST_BODY)
                : configuration.getMaxBodySize());
        server.setUseGlobalSslContextParameters(configuration.isUseGlobalSslContextParameters());
        server.setFileUploadEnabled(false);
        server.setStaticEnabled(configuration.isStaticEnabled());
        server.setStaticContextPath(configuration.getStaticContextPath());
        server.setStaticSourceDir(configuration.getStaticSourceDir());
        if (login != null) {
            AuthenticationConfig authentication = server.getConfiguration().getAuthenticationConfig();
            authentication.getEntries().add(login.entryFor(loopback ? PROTECTED_PATH : EVERYTHING));
            authentication.setEnabled(true);
        }
        return server;
    }
}
