package io.kytkin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Tries a port before a server is to listen there: Camel's HTTP server logs a stack trace when its port is taken, and goes
 * on without one.
 */
final class Ports {
    private Ports() { }

    /** @throws SettingProblem when another process listens there, or the address is none of this machine */
    static void requireFree(Setting setting, String host, int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            probe.getLocalPort();
        } catch (IOException e) {
            throw new SettingProblem("Kytkin can't listen on port " + port + " of " + host + ": " + e.getMessage()
                    + "; stop what uses it, or set " + setting.key() + ".", e);
        }
    }
}
