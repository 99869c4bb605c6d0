package io.kytkin.web;

import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;

/**
 * Where REST, health and metrics are served: one port for all of them, so that a firewall has one thing to know.
 *
 * @param host  an address of this machine; any but loopback needs a login, which the start-up sees to
 * @param port  0: any free one
 * @param login null: nobody has to log in to REST
 */
public record WebSettings(String host, int port, Login login) {

    /**
     * Makes camel-main start the server. Health is at {@code /observe/health}, metrics in Prometheus' text form are at
     * {@code /observe/metrics}; both are open, so that probes need no password, and name routes only.
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
        main.bind("webServerFactory", new WebServerFactory(login, events));
    }
}
