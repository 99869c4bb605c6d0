package io.kytkin.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;

/**
 * Where REST, health and metrics are served: one port for all of them, so that a firewall has one thing to know.
 *
 * @param host  an address of this machine; any but loopback needs a login, which the start-up sees to
 * @param port  0: any free one
 * @param login null: nobody has to log in
 */
public record WebSettings(String host, int port, Login login) {

    /** Whether an address can be reached from this machine only. */
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * Makes camel-main start the server. Health is at {@code /observe/health}, metrics in Prometheus' text form are at
     * {@code /observe/metrics}. On loopback both are open, so that probes of this machine need no password; on any other
     * address everything asks for the login.
     *
     * @param events what listeners of {@code /api/events} are told
     */
    public void configure(Main main, JobEvents events) {
        MainConfigurationProperties configuration = main.configure();
        configuration.httpServer().withEnabled(true).withHost(host).withPort(port);
        configuration.httpManagementServer().withEnabled(true).withHost(host).withPort(port)
                .withHealthCheckEnabled(true).withMetricsEnabled(true);
        configuration.health().withEnabled(true);
        // Meters of single endpoints come with and without a route, which Prometheus refuses; those of routes say the same.
        // As properties, because camel-main 4.18 hands nothing else on to the service.
        main.addInitialProperty("camel.metrics.enabled", "true");
        main.addInitialProperty("camel.metrics.enableExchangeEventNotifier", "false");
        main.bind("webServerFactory", new WebServerFactory(login, isLoopback(host), events));
    }
}
